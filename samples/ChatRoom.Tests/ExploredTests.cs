using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Testing;

namespace ChatRoom.Tests;

public sealed class ExploredTests
{
    [Fact]
    public void A_line_that_is_said_while_the_room_stores_is_forgotten()
    {
        ClusterTest test = new(
            static builder => builder.AddGrains(typeof(ChatRoomGrain).Assembly),
            static async cluster =>
            {
                var room = cluster.Client.GetGrain<IChatRoom>("lobby");
                await room.Say("ann", "one");
                await Task.Delay(TimeSpan.FromSeconds(10), cluster.TimeProvider);
                await room.Say("ann", "two");
                await Task.Delay(TimeSpan.FromMinutes(1), cluster.TimeProvider);
                Assert.Equal(["ann: one", "ann: two"], await room.History());
            }
        );
        var report = test.Explore();
        Assert.Contains("Collections differ", report.Violation?.Message, StringComparison.Ordinal);
        Assert.Equal(report.Violation!.Message, test.Replay(report.Token!).Violation?.Message);
    }

    [Fact]
    public void A_room_that_has_stored_forgets_nothing_when_its_silo_crashes()
    {
        ClusterTest test = new(
            static builder => builder.AddGrains(typeof(ChatRoomGrain).Assembly),
            static async cluster =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cluster.TimeProvider);
            }
        )
        {
            Setup = static async cluster =>
            {
                await cluster.Client.GetGrain<IChatRoom>("lobby").Say("ann", "one");
                await Task.Delay(TimeSpan.FromSeconds(11), cluster.TimeProvider);
            },
            Faults = new() { Kinds = FaultKinds.Crash },
            Afterwards = static async cluster => Assert.Equal(["ann: one"], await cluster.Client.GetGrain<IChatRoom>("lobby").History()),
        };
        test.Explore().EnsurePassed();
    }

    [Fact]
    public void A_silent_room_closes_after_ten_minutes_and_members_hear_every_line_until_then()
    {
        ClusterTest test = new(
            static builder => builder.AddGrains(typeof(ChatRoomGrain).Assembly),
            static async cluster =>
            {
                Member bob = new();
                var room = cluster.Client.GetGrain<IChatRoom>("lobby");
                await room.Join("bob", cluster.Client.CreateObjectReference<IChatMember>(bob));
                await Task.Delay(TimeSpan.FromMinutes(9), cluster.TimeProvider);
                await room.Say("ann", "still there?");
                Assert.Equal(["ann: still there?"], bob.Lines);
                await Task.Delay(TimeSpan.FromMinutes(9), cluster.TimeProvider);
                Assert.Single(cluster.All<ChatRoomGrain>());
                await Task.Delay(TimeSpan.FromMinutes(2), cluster.TimeProvider);
                Assert.Empty(cluster.All<ChatRoomGrain>());
            }
        );
        test.Explore().EnsurePassed();
    }

    private sealed class Member : IChatMember
    {
        public List<string> Lines { get; } = [];

        public Task Heard(string line)
        {
            Lines.Add(line);
            return Task.CompletedTask;
        }
    }
}
