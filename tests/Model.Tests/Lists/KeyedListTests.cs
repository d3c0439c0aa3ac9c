using System.Diagnostics;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Lists;

namespace SvaOrleans.Model.Tests.Lists;

/// <summary>Entries with keys stay in the order of insertion, however many there are.</summary>
public sealed class KeyedListTests
{
    [Fact]
    public void It_is_a_list_of_pairs_that_is_searched_one_by_one()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var list = new KeyedList<BondId, int>();
            var plain = new List<(BondId Key, int Item)>();
            var keys = random.Next(4, 60);
            for (var step = 0; step < 400; step++)
            {
                var key = new BondId((ulong)random.Next(keys));
                var at = plain.FindIndex(pair => pair.Key == key);

                // Fills up for a while, then empties again.
                if (random.Next(100) < (step % 200 < 100 ? 75 : 25))
                {
                    Assert.Equal(at < 0, list.TryAdd(key, step));
                    if (at < 0)
                    {
                        plain.Add((key, step));
                    }
                }
                else
                {
                    Assert.Equal(at >= 0, list.Remove(key));
                    if (at >= 0)
                    {
                        plain.RemoveAt(at);
                    }
                }

                Assert.Equal(plain.Select(pair => pair.Item), list.OldestFirst);
                Assert.Equal(plain.Select(pair => pair.Item).Reverse(), list.NewestFirst);
                Assert.Equal(plain.Count, list.Count);
                at = plain.FindIndex(pair => pair.Key == key);
                Assert.Equal(at >= 0, list.TryGet(key, out var item));
                Assert.Equal(at >= 0 ? plain[at].Item : 0, item);
                list.Check();
                if (step % 50 == 0)
                {
                    var copy = list.Copy(kept => kept);
                    copy.Check();
                    Assert.Equal(list.OldestFirst, copy.OldestFirst);
                    copy.TryAdd(new(1_000), -1);
                    Assert.False(list.TryGet(new(1_000), out _));
                    copy.Remove(key);
                    Assert.Equal(at >= 0, list.TryGet(key, out _));
                    list = (KeyedList<BondId, int>)StateCodec.Read(StateCodec.Write(list).AsSpan());
                }
            }
        }
    }

    // A search one by one would cost 50 times as much for 50 times as many; an index costs the same except for distant memory.
    [Fact]
    public void Bonds_of_one_device_cost_the_same_however_many_there_are()
    {
        AssertEven(static bonds =>
        {
            var device = new DeviceState { Atc = new(1) };
            for (uint number = 1; number <= bonds; number++)
            {
                device.Link(new(Mm, new(1), new(1), new(number), new(1)));
            }

            for (uint number = 1; number <= bonds; number++)
            {
                Assert.NotNull(device.Find(new(number)));
                Assert.True(device.Unlink(new(number), new(1)));
            }
        });
    }

    [Fact]
    public void Bonds_of_one_address_space_cost_the_same_however_many_there_are()
    {
        AssertEven(static bonds =>
        {
            var ioMm = new IoMmState();
            ioMm.Allocate(Mm, new(1), new(1), default);
            var names = Enumerable.Range(0, bonds).Select(static number => $"{number}").ToArray();
            foreach (var name in names)
            {
                Assert.False(ioMm.HasAttached(new("h0", ObjectKind.Domain, name)));
                ioMm.AddBond(new("h0", ObjectKind.Device, name), new("h0", ObjectKind.Domain, name), 0);
            }

            ioMm.BeginExit();
            while (ioMm.Newest(BondLife.Bound) is { } bond)
            {
                bond.Claim();
                Assert.Same(bond, ioMm.Find(bond.Id));
                Assert.False(ioMm.HasAttached(bond.Domain, except: bond));
                ioMm.Drain(bond);
                ioMm.RemoveBond(bond);
            }

            Assert.Empty(ioMm.Bonds);
        });
    }

    [Fact]
    public void Devices_of_one_domain_cost_the_same_however_many_there_are()
    {
        AssertEven(static devices =>
        {
            var domain = new DomainState();
            var members = Enumerable
                .Range(0, devices)
                .Select(static number => new DomainMember(
                    new("h0", ObjectKind.Device, $"{number}"),
                    default,
                    new("h0", ObjectKind.Iommu, "u"),
                    true
                ))
                .ToArray();
            foreach (var member in members)
            {
                Assert.True(domain.Join(member));
                Assert.NotNull(domain.FindMember(member.Device));
            }

            Assert.Equal(devices, domain.Branches[0].CachingDevices.Length);
            foreach (var member in members)
            {
                Assert.True(domain.Leave(member.Device));
            }
        });
    }

    private static ObjectName Mm => new("h0", ObjectKind.IoMm, "m");

    private static void AssertEven(Action<int> work)
    {
        const int Few = 1_000,
            Times = 50;
        Measure(Few);
        Measure(Few);
        double few = Enumerable.Range(0, 10).Min(_ => Measure(Few)),
            many = Enumerable.Range(0, 2).Min(_ => Measure(Few * Times));
        Assert.True(many / few < Times * 12, $"{Times} times as many took {many / few:0} times as long");

        double Measure(int count)
        {
            var start = Stopwatch.GetTimestamp();
            work(count);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }
}
