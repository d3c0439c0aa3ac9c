namespace SvaOrleans.Model.Tests;

internal static class Names
{
    public static ObjectName Mm(int number) => new("h0", ObjectKind.Mm, $"m{number}");

    public static ObjectName IoMm(int number) => new("h0", ObjectKind.IoMm, $"m{number}");

    public static ObjectName Domain(int number) => new("h0", ObjectKind.Domain, $"d{number}");

    public static ObjectName Device(int number) => new("h0", ObjectKind.Device, $"0000:00:{number:x2}.0");
}
