using Orleans.Storage;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Tests.Storage;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Cluster.Tests.Storage;

/// <summary>Each grain has a row of its own, and of those who write it from one state one alone succeeds.</summary>
public sealed class StoredRowTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Writers = 12;

    private const int Keys = 10;

    [Fact]
    public async Task Grain_classes_share_no_row_in_memory()
    {
        await using var silo = await StorageSilo.InMemory();
        await AssertApart(silo);
    }

    [PostgresFact]
    public async Task Grain_classes_share_no_row_in_a_database()
    {
        var database = await postgres.MakeSchema();
        await using var silo = await StorageSilo.In(postgres, database);
        await AssertApart(silo);
        Assert.Equal(
            "device-2018-v2/host,device-2018/host,host/host,host/other",
            await postgres.Do(
                database,
                "SELECT string_agg(kind, ',' ORDER BY kind COLLATE \"C\") FROM sva_state WHERE key_text = 'h0/host'"
            )
        );
    }

    [PostgresFact]
    public async Task Of_many_first_writes_of_a_key_one_succeeds()
    {
        var database = await postgres.MakeSchema();
        await using var left = await StorageSilo.In(postgres, database);
        await using var right = await StorageSilo.In(postgres, database, "storage-2");
        for (var key = 0; key < Keys; key++)
        {
            var grain = StorageSilo.Host($"h{key}");
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable
                .Range(1, Writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        await start.Task;
                        return (
                            Writer: writer,
                            Succeeded: await (writer % 2 == 0 ? left : right).TryWrite(
                                grain,
                                new GrainState<HostRecord>(new()),
                                Record(writer)
                            )
                        );
                    })
                )
                .ToArray();
            start.SetResult();
            var winner = Assert.Single(await Task.WhenAll(writers), static writer => writer.Succeeded);
            var found = await left.Read<HostRecord>(grain);
            Assert.Equal((ulong)winner.Writer, found.State!.Epoch.Value);
        }

        Assert.Equal((long)Keys, await postgres.Do(database, "SELECT count(*) FROM sva_state"));
    }

    // The write of a silo that the others declared dead: it has read the row of a boot that is over.
    [PostgresFact]
    public async Task Who_has_not_seen_the_last_boot_stores_nothing()
    {
        await using var silo = await StorageSilo.In(postgres, await postgres.MakeSchema());
        var grain = StorageSilo.Host("h0");
        Assert.True(await silo.TryWrite(grain, await silo.Read<HostRecord>(grain), Record(1)));
        GrainState<HostRecord> first = await silo.Read<HostRecord>(grain),
            second = await silo.Read<HostRecord>(grain),
            third = await silo.Read<HostRecord>(grain);
        Assert.True(await silo.TryWrite(grain, second, Record(2)));
        Assert.False(await silo.TryWrite(grain, first, Record(1)));
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.ClearStateAsync("host", grain, third));
        Assert.Equal(2ul, (await silo.Read<HostRecord>(grain)).State!.Epoch.Value);
        await silo.Storage.ClearStateAsync("host", grain, second);
        Assert.Equal(0ul, (await silo.Read<HostRecord>(grain)).State!.Epoch.Value);
    }

    [PostgresFact]
    public async Task A_key_that_others_could_share_is_refused()
    {
        await using var silo = await StorageSilo.In(postgres, await postgres.MakeSchema());
        foreach (
            var key in new[]
            {
                "5",
                "0005",
                "abc",
                "ABC",
                "7+x/host",
                Guid.Empty.ToString("N"),
                "h\0/host",
                new string('h', StoredRow.KeyMax + 1),
            }
        )
        {
            var grain = GrainId.Create("host", key);
            await Assert.ThrowsAsync<ArgumentException>(() => silo.Read<HostRecord>(grain));
            await Assert.ThrowsAsync<ArgumentException>(() => silo.TryWrite(grain, new GrainState<HostRecord>(new()), Record(1)));
        }

        Assert.True(
            await silo.TryWrite(GrainId.Create("host", new string('h', StoredRow.KeyMax)), new GrainState<HostRecord>(new()), Record(1))
        );
    }

    [Theory]
    [InlineData("5")]
    [InlineData("abc")]
    [InlineData("7+x")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("a\0b")]
    [InlineData("h`1[x]")]
    [InlineData("Ü/ñ")]
    public void No_key_of_a_host_is_refused_for_its_letters(string name) =>
        Assert.Equal("host/host", StoredRow.KindOf("host", GrainNames.IdOf(new(name, ObjectKind.Host, ""), "2018-v2")));

    private static async Task AssertApart(StorageSilo silo)
    {
        (GrainId Grain, string State)[] rows =
        [
            (StorageSilo.Host("h0"), "host"),
            (GrainId.Create("device-2018-v2", "h0/host"), "host"),
            (GrainId.Create("device-2018", "h0/host"), "host"),
            (StorageSilo.Host("h0"), "other"),
        ];
        for (var index = 0; index < rows.Length; index++)
        {
            Assert.False((await silo.Read<HostRecord>(rows[index].Grain, rows[index].State)).RecordExists);
            Assert.True(await silo.TryWrite(rows[index].Grain, new GrainState<HostRecord>(new()), Record(index + 1), rows[index].State));
        }

        for (var index = 0; index < rows.Length; index++)
        {
            Assert.Equal((ulong)index + 1, (await silo.Read<HostRecord>(rows[index].Grain, rows[index].State)).State!.Epoch.Value);
        }
    }

    private static HostRecord Record(int epoch) => new HostRecord() with { Epoch = new((ulong)epoch) };
}
