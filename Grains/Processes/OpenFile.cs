using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Processes;

/// <summary>An open file of a device: the number of its descriptors, and the bond that its release unbinds.</summary>
[GrainType("file")]
[KeepAlive]
public sealed class OpenFile(IEventSink events) : KernelObject(events), IFileGrain
{
    private int _descriptors;
    private ObjectName _device;
    private Pasid _pasid;
    private PasidLease _lease;
    private BondId _bond;

    /// <inheritdoc/>
    public override object? StateObject => null;

    /// <inheritdoc/>
    public override object? CheckpointState => new KeptFile(_descriptors, _device, _pasid, _lease, _bond);

    /// <inheritdoc/>
    public ValueTask<Done> Open(OpenFileRequest request)
    {
        var at = Enter(request.Stamp, default);
        _device = request.Device;
        _pasid = request.Pasid;
        _lease = request.Lease;
        _bond = request.Bond;
        _descriptors = 1;
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Get(Stamp stamp)
    {
        var at = Enter(stamp, default);
        if (_descriptors == 0)
        {
            return new(new Done(Errno.EBADF, at));
        }

        _descriptors++;
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<PutFileResult> Put(Stamp stamp)
    {
        var at = Enter(stamp, default);
        if (_descriptors == 0)
        {
            Emit(SvaEventKind.Verdict, at, _device, _pasid, note: "a file was closed that was not open");
            return new(new PutFileResult(Errno.EBADF, false, default, default, default, default, at));
        }

        _descriptors--;
        return new(new PutFileResult(Errno.None, _descriptors == 0, _device, _pasid, _lease, _bond, at));
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => (_descriptors, _device, _pasid, _lease, _bond) = (KeptFile)kept;

    private sealed record KeptFile(int Descriptors, ObjectName Device, Pasid Pasid, PasidLease Lease, BondId Bond);
}
