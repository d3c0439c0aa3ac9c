using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Model.Tests.Faults;

internal static class Requests
{
    public static PageRequest Request(
        uint group,
        ulong page,
        bool isLast = false,
        uint pasid = 1,
        ulong lease = 1,
        Protection access = Protection.Read
    ) => new(Names.Device(1), new(pasid), new(lease), group, new(page), access, isLast);
}
