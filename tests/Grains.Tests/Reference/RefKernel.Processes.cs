using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Tests.Reference;

// Processes, mms, files, memory.
internal sealed partial class RefKernel
{
    private RefResult Spawn(SpawnStep step)
    {
        _tasks.Add(step.Task.Name, new(step.Task, AddMm(step.Mm, new()), new()));
        return default;
    }

    private RefMm AddMm(ObjectName name, AddressSpace space)
    {
        var mm = new RefMm(name, space) { Failures = FailuresOf(name.Name) };
        _mms.Add(name.Name, mm);
        return mm;
    }

    private RefResult Fork(ForkStep step)
    {
        if (!_tasks.TryGetValue(step.Task.Name, out var parent) || !parent.IsAlive)
        {
            return new(Errno.ESRCH);
        }

        var mm = parent.Mm;
        if (step.Kind == ForkKind.Fork)
        {
            var (image, change) = parent.Mm.Space.Fork();
            NotifierInvalidate(parent.Mm, change.Invalidate);
            mm = AddMm(step.ChildMm, AddressSpace.FromImage(image));
        }
        else
        {
            mm.Users++;
        }

        var files = parent.Files;
        if (step.Kind == ForkKind.Thread)
        {
            files.Tasks++;
        }
        else
        {
            files = Copy(files);
        }

        _tasks.Add(step.Child.Name, new(step.Child, mm, files));
        return default;
    }

    private static RefFiles Copy(RefFiles files)
    {
        var copy = new RefFiles();
        foreach (var (descriptor, file) in files.Open)
        {
            file.Descriptors++;
            copy.Open.Add(descriptor, file);
        }

        return copy;
    }

    private RefResult Exec(ExecStep step)
    {
        if (!_tasks.TryGetValue(step.Task.Name, out var task) || !task.IsAlive)
        {
            return new(Errno.ESRCH);
        }

        // begin_new_exec: a shared table of files is copied, the mm is exchanged first, then files are closed on exec.
        if (task.Files.Tasks > 1)
        {
            task.Files.Tasks--;
            task.Files = Copy(task.Files);
        }

        var old = task.Mm;
        task.Mm = AddMm(step.NewMm, new());
        PutUser(old);
        if (step.IsCloseOnExec)
        {
            CloseAll(task.Files);
        }

        return default;
    }

    private RefResult Exit(ExitStep step)
    {
        if (!_tasks.TryGetValue(step.Task.Name, out var task) || !task.IsAlive)
        {
            return new(Errno.ESRCH);
        }

        task.IsAlive = false;
        if (step.IsOrderly)
        {
            PutFiles(task.Files);
            PutUser(task.Mm);
        }
        else
        {
            PutUser(task.Mm);
            PutFiles(task.Files);
        }

        return default;
    }

    private void PutFiles(RefFiles files)
    {
        files.Tasks--;
        if (files.Tasks == 0)
        {
            CloseAll(files);
        }
    }

    private void CloseAll(RefFiles files)
    {
        foreach (var (_, file) in files.Open)
        {
            PutFile(file);
        }

        files.Open.Clear();
    }

    private Errno PutFile(RefFile file)
    {
        file.Descriptors--;
        if (file.Descriptors > 0)
        {
            return Errno.None;
        }

        // A driver that was notified of the exit knows that its bond has ended, even if its PASID has a new owner.
        var isGone = !file.Bond.IoMm.Bonds.Contains(file.Bond);
        return isGone && file.Device.Param is not null && file.Device.Domain is not null ? Errno.ESRCH : Unbind(file.Device, file.Pasid);
    }

    private RefResult Open(OpenStep step)
    {
        if (!_tasks.TryGetValue(step.Task.Name, out var task) || !task.IsAlive)
        {
            return new(Errno.ESRCH);
        }

        var device = _devices[step.Device.Name];
        var bound = Bind(device, task.Mm.Name, task.Mm, step.Features);
        if (!bound.Error.IsSuccess)
        {
            return bound;
        }

        var descriptor = 3;
        while (task.Files.Open.ContainsKey(descriptor))
        {
            descriptor++;
        }

        task.Files.Open.Add(descriptor, new(device, device.Param!.Bonds[0], bound.Pasid!.Value));
        if (step.Variable is { } variable)
        {
            _variables[variable] = bound.Pasid.Value;
            _opened[variable] = (descriptor, bound.Pasid.Value);
        }

        return bound;
    }

    private RefResult Close(CloseStep step)
    {
        if (
            !_tasks.TryGetValue(step.Task.Name, out var task)
            || !task.IsAlive
            || !_opened.TryGetValue(step.Variable, out var open)
            || !task.Files.Open.Remove(open.Descriptor, out var file)
        )
        {
            return new(Errno.EBADF);
        }

        return new(PutFile(file));
    }

    private RefResult GetMm(GetMmStep step)
    {
        if (!_mms.TryGetValue(step.Mm.Name, out var mm) || mm.Users == 0)
        {
            return new(Errno.ESRCH);
        }

        mm.Users++;
        mm.Borrowed++;
        return default;
    }

    private RefResult PutMm(PutMmStep step)
    {
        _mms[step.Mm.Name].Borrowed--;
        PutUser(_mms[step.Mm.Name]);
        return default;
    }

    private void PutUser(RefMm mm)
    {
        mm.Users--;
        if (mm.Users > 0)
        {
            return;
        }

        // exit_mmap: the notifier's release first, then the pages.
        foreach (var ioMm in mm.Notifiers.ToArray())
        {
            NotifierRelease(ioMm);
        }

        RunDeferred();
        mm.Space.Clear();
        mm.Count--;
    }

    private RefResult Memory(MemoryStep step)
    {
        if (!_mms.TryGetValue(step.Mm.Name, out var mm) || mm.Users == 0)
        {
            return new(Errno.ESRCH);
        }

        var change = step.Operation switch
        {
            MemoryOperation.Mmap => mm.Space.Map(step.Range, step.Protection, step.IsShared),
            MemoryOperation.Munmap => mm.Space.Unmap(step.Range),
            MemoryOperation.Mprotect => mm.Space.Protect(step.Range, step.Protection),
            MemoryOperation.Madvise => mm.Space.Advise(step.Range, step.Advice),
            MemoryOperation.Touch => Touch(mm, step.Range, step.Protection),
            _ => throw new NotSupportedException(step.Operation.ToString()),
        };
        NotifierInvalidate(mm, change.Invalidate);
        return new(change.Error);
    }

    // The hardware: device table, PASID table, page table, and page requests where a handler serves them.
    private Errno Dma(RefDevice device, uint pasid, PageRange range, Protection access)
    {
        if (device.Spec.Iommu.IsNone || device.Domain is null)
        {
            return Errno.ENODEV;
        }

        if (pasid == 0)
        {
            return Errno.EFAULT;
        }

        if (!device.Domain.Table.TryGetValue(pasid, out var name))
        {
            return Errno.EIO;
        }

        var mm = _mms[name];
        for (var page = range.First; page < range.End; page = new(page.Value + 1))
        {
            if (mm.Space.TryTranslate(page, out _, out var rights) && (rights & access) == access)
            {
                continue;
            }

            if (device.Spec.PageRequests == 0 || !device.HasFaultQueue)
            {
                return Errno.EFAULT;
            }

            var outcome = mm.Space.Fault(page, access);
            NotifierInvalidate(mm, outcome.Change.Invalidate);
            if (outcome.Result != FaultResult.Handled)
            {
                return Errno.EFAULT;
            }
        }

        return Errno.None;
    }

    private MemoryChange Touch(RefMm mm, PageRange range, Protection access)
    {
        for (var page = range.First; page < range.End; page = new(page.Value + 1))
        {
            var outcome = mm.Space.Fault(page, access);
            NotifierInvalidate(mm, outcome.Change.Invalidate);
            if (outcome.Result != FaultResult.Handled)
            {
                return MemoryChange.Failed(Errno.EFAULT);
            }
        }

        return MemoryChange.Nothing;
    }
}
