using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>Steps in the words of a kernel engineer.</summary>
internal static class Steps
{
    private const string Unrelated = "unrelated";

    public static Func<int, Step> Process(string name) => id => new SpawnStep(id, MailExample.Task(name), MailExample.Mm(name));

    public static Func<int, Step> Kill(string name) => id => new ExitStep(id, MailExample.Task(name), IsOrderly: false);

    public static Func<int, Step> Leave(string name) => id => new ExitStep(id, MailExample.Task(name), IsOrderly: true);

    public static Func<int, Step> Fork(string name, string child, ForkKind kind = ForkKind.Fork) =>
        id => new ForkStep(id, MailExample.Task(name), MailExample.Task(child), MailExample.Mm(child), kind);

    public static Func<int, Step> Exec(string name, string mm, bool isCloseOnExec = false) =>
        id => new ExecStep(id, MailExample.Task(name), MailExample.Mm(mm), isCloseOnExec);

    public static Func<int, Step> Init(ObjectName device, SvaFeatures features = SvaFeatures.None, uint max = 0) =>
        id => new InitStep(id, device, features, new Pasid(max));

    public static Func<int, Step> Shutdown(ObjectName device) => id => new ShutdownStep(id, device);

    public static Func<int, Step> Bind(
        ObjectName device,
        ObjectName mm,
        SvaFeatures features = SvaFeatures.None,
        string? variable = null,
        long data = 0
    ) => id => new BindStep(id, device, mm, features, data, variable);

    public static Func<int, Step> Unbind(ObjectName device, uint pasid) =>
        id => new UnbindStep(id, device, PasidOperand.Of(new Pasid(pasid)));

    public static Func<int, Step> Unbind(ObjectName device, string variable) =>
        id => new UnbindStep(id, device, PasidOperand.Named(variable));

    public static Func<int, Step> UnbindAll(ObjectName device) => id => new UnbindAllStep(id, device);

    public static Func<int, Step> Find(uint pasid) => id => new FindStep(id, MailExample.Pasids, PasidOperand.Of(new Pasid(pasid)));

    public static Func<int, Step> Attach(ObjectName device, ObjectName domain) => id => new AttachDomainStep(id, device, domain);

    public static Func<int, Step> Detach(ObjectName device, ObjectName domain) => id => new DetachDomainStep(id, device, domain);

    public static Func<int, Step> Inject(ObjectName target, FailurePoint point, Errno error, int nth = 1) =>
        id => new InjectStep(id, target, point, nth, error);

    public static Func<int, Step> Driver(ObjectName device, DriverSpec driver) => id => new SetDriverStep(id, device, driver);

    public static Func<int, Step> Dma(ObjectName device, uint pasid, ulong page, ulong count = 1, Protection access = Protection.Write) =>
        id => new DmaStep(id, device, PasidOperand.Of(new Pasid(pasid)), new(new(page), count), access);

    public static Func<int, Step> Dma(
        ObjectName device,
        string variable,
        ulong page,
        ulong count = 1,
        Protection access = Protection.Write
    ) => id => new DmaStep(id, device, PasidOperand.Named(variable), new(new(page), count), access);

    public static Func<int, Step> Mmap(ObjectName mm, ulong page, ulong count, Protection rights = Protection.Read | Protection.Write) =>
        id => new MemoryStep(id, mm, MemoryOperation.Mmap, new(new(page), count), IsFixed: true, Protection: rights);

    public static Func<int, Step> Munmap(ObjectName mm, ulong page, ulong count) =>
        id => new MemoryStep(id, mm, MemoryOperation.Munmap, new(new(page), count));

    public static Func<int, Step> Touch(ObjectName mm, ulong page, ulong count, Protection access = Protection.Write) =>
        id => new MemoryStep(id, mm, MemoryOperation.Touch, new(new(page), count), Protection: access);

    public static Func<int, Step> MemoryCall(
        ObjectName mm,
        MemoryOperation operation,
        ulong page,
        ulong count,
        Protection rights = Protection.None
    ) => id => new MemoryStep(id, mm, operation, new(new(page), count), Protection: rights);

    public static Func<int, Step> PageRequest(
        ObjectName device,
        uint pasid,
        uint group,
        ulong page,
        bool isLast,
        Protection access = Protection.Read
    ) => id => new PageRequestStep(id, device, PasidOperand.Of(new Pasid(pasid)), group, new(page), access, isLast);

    public static Func<int, Step> GetMm(ObjectName mm) => id => new GetMmStep(id, mm);

    public static Func<int, Step> PutMm(ObjectName mm, bool isAsync = false) => id => new PutMmStep(id, mm, isAsync);

    public static Func<int, Step> FaultQueue(ObjectName device, bool isRemoval = false) => id => new FaultQueueStep(id, device, isRemoval);

    /// <summary>A few unrelated calls, so that the next step may come late too.</summary>
    public static Func<int, Step>[] Late(int calls, params Func<int, Step>[] steps) =>
        [.. Enumerable.Repeat(Inject(MailExample.Mm(Unrelated), FailurePoint.MmAlloc, Errno.EIO), calls), .. steps];

    public static bool IsDelay(Step step) => step is InjectStep { Target.Name: Unrelated };

    public static Func<int, Step> FlushFaults(ObjectName device, uint? pasid = null) =>
        id => new FlushFaultsStep(id, device, pasid is { } number ? PasidOperand.Of(new Pasid(number)) : null);

    public static Func<int, Step> Lock(string name, bool isRelease = false) =>
        id => new LockStep(id, new(MailExample.Host, ObjectKind.DriverLock, name), isRelease);

    public static Func<int, Step> Open(string task, ObjectName device, string variable) =>
        id => new OpenStep(id, MailExample.Task(task), device, SvaFeatures.None, variable);

    public static Func<int, Step> Close(string task, string variable) => id => new CloseStep(id, MailExample.Task(task), variable);

    public static Func<int, Step> Sleep(long milliseconds) => id => new SleepStep(id, VirtualTime.FromMilliseconds(milliseconds));

    /// <summary>The whole machine of the mail, initialised, with processes X and Y.</summary>
    public static Func<int, Step>[] Setup(SvaFeatures features = SvaFeatures.None) =>
        [Init(MailExample.Dev0, features), Init(MailExample.Dev1, features), Init(MailExample.Dev2, features), Process("X"), Process("Y")];
}
