using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Files;

/// <summary>An open file of a device: how many descriptors refer to it, and which bond goes with it.</summary>
[GrainType("file-2018")]
[KeepAlive]
public class File2018(IEventSink events) : KernelObject(events), IFileGrain
{
    private int descriptors;
    private ObjectName device;
    private Pasid pasid;
    private PasidGeneration generation;
    private BondId bond;

    /// <inheritdoc/>
    public override object? StateObject => null;

    /// <inheritdoc/>
    public override object? Kept => new KeptFile(descriptors, device, pasid, generation, bond);

    /// <inheritdoc/>
    public virtual ValueTask<FileResult> Open(OpenFileRequest request)
    {
        var at = Pass(request.Stamp, default);
        device = request.Device;
        pasid = request.Pasid;
        generation = request.Generation;
        bond = request.Bond;
        descriptors = 1;
        return new(new FileResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<FileResult> Get(Stamp stamp)
    {
        var at = Pass(stamp, default);
        if (descriptors == 0)
        {
            return new(new FileResult(Errno.EBADF, at));
        }

        descriptors++;
        return new(new FileResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<PutFileResult> Put(Stamp stamp)
    {
        var at = Pass(stamp, default);
        if (descriptors == 0)
        {
            Emit(SvaEventKind.Verdict, at, device, pasid, note: "a file was closed that nobody had open");
            return new(new PutFileResult(Errno.EBADF, false, default, default, default, default, at));
        }

        descriptors--;
        return new(new PutFileResult(Errno.None, descriptors == 0, device, pasid, generation, bond, at));
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => (descriptors, device, pasid, generation, bond) = (KeptFile)kept;

    private sealed record KeptFile(int Descriptors, ObjectName Device, Pasid Pasid, PasidGeneration Generation, BondId Bond);
}
