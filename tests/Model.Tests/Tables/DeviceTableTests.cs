using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Tests.Tables;

public class DeviceTableTests
{
    [Fact]
    public void Entries_come_by_requester_id()
    {
        var table = new DeviceTable();
        Bdf[] devices = [Bdf.Parse("0001:00:00.0"), Bdf.Parse("0000:6a:01.0"), Bdf.Parse("0000:00:1f.7"), Bdf.Parse("0000:6a:00.1")];
        foreach (var device in devices)
        {
            table.Set(device, new(Names.Domain(1), true));
        }

        table.Set(devices[1], new(Names.Domain(2), false));
        Assert.Equal(
            ["0000:00:1f.7", "0000:6a:00.1", "0000:6a:01.0", "0001:00:00.0"],
            table.Entries.Select(entry => entry.Device.ToString())
        );
        Assert.True(table.TryGet(devices[1], out var found));
        Assert.Equal(new(Names.Domain(2), false), found);
        Assert.True(table.Clear(devices[0]));
        Assert.False(table.Clear(devices[0]));
        Assert.False(table.TryGet(devices[0], out _));
        Assert.Equal(3, table.Count);
        table.Check();
    }

    [Fact]
    public void State_laws()
    {
        DeviceTable Table(string device, DeviceEntry entry)
        {
            var table = new DeviceTable();
            table.Set(Bdf.Parse(device), entry);
            return table;
        }

        StateLaws.CopyIsIndependent(
            Table("00:01.0", new(Names.Domain(1), true)),
            table => table.Set(Bdf.Parse("00:02.0"), new(Names.Domain(1), true))
        );
        StateLaws.AllDiffer([
            new DeviceTable().Hash(),
            Table("00:01.0", new(Names.Domain(1), true)).Hash(),
            Table("00:01.0", new(Names.Domain(1), false)).Hash(),
            Table("00:01.0", new(Names.Domain(2), true)).Hash(),
            Table("00:01.1", new(Names.Domain(1), true)).Hash(),
            Table("0001:00:01.0", new(Names.Domain(1), true)).Hash(),
        ]);
        Assert.Equal(0, StateLaws.BrokenInvariant(Table("00:01.0", default).Check));
    }
}
