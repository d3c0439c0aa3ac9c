using System.Reflection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Activity;

namespace SvaOrleans.Cluster.Tests.Silos;

/// <summary>Calls are counted, and none is kept from its grain: the tick of a grain's timer is a call too, which Orleans never makes
/// again once a filter has kept one.</summary>
public sealed class ActivityFilterTests
{
    // Orleans calls itself by interfaces of its own.
    private static readonly MethodInfo Tick = typeof(SvaSilo)
        .Assembly.GetReferencedAssemblies()
        .Where(static name => name.Name!.StartsWith("Orleans", StringComparison.Ordinal))
        .Select(static name => Assembly.Load(name).GetType("Orleans.Runtime.IGrainTimerInvoker")?.GetMethods()[0])
        .First(static method => method is not null)!;

    [Fact]
    public async Task A_tick_reaches_its_grain_and_is_nobodys_activity()
    {
        var filter = new ActivityFilter();
        var tick = Call.Of("device-2018", Tick);
        await filter.Invoke(tick.Incoming);
        Assert.Equal(1, tick.Invoked);
        Assert.DoesNotContain(Told(filter), static method => method.Calls > 0);

        var asked = Call.Of("device-2018", typeof(ISvaDevice).GetMethod(nameof(ISvaDevice.Bind))!);
        await filter.Invoke(asked.Incoming);
        Assert.Equal(1, asked.Invoked);
        Assert.Equal(("Bind", 1L), Assert.Single(Told(filter)));
    }

    [Fact]
    public async Task A_tick_that_fails_fails_as_it_did()
    {
        var tick = Call.Of("device-2018", Tick, new InvalidOperationException("no"));
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => new ActivityFilter().Invoke(tick.Incoming))).Message);
    }

    private static IEnumerable<(string Method, long Calls)> Told(ActivityFilter filter) =>
        filter
            .Tell("silo-0", new(new(keepsAll: false)))
            .Types.SelectMany(static type => type.Methods)
            .Select(static method => (method.Method, method.Calls));

    /// <summary>A call on its way to a kernel object.</summary>
    public class Call : DispatchProxy
    {
        private string _type = "";
        private MethodInfo _method = null!;
        private Exception? _failure;

        public int Invoked { get; private set; }

        internal IIncomingGrainCallContext Incoming => (IIncomingGrainCallContext)(object)this;

        internal static Call Of(string type, MethodInfo method, Exception? failure = null)
        {
            var call = (Call)(object)Create<IIncomingGrainCallContext, Call>();
            (call._type, call._method, call._failure) = (type, method, failure);
            return call;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case "get_Grain":
                    return Create<IKernelObject, Call>();
                case "get_InterfaceMethod":
                    return _method;
                case "get_MethodName":
                    return _method.Name;
                case "get_TargetId":
                    return GrainId.Create(_type, "h0/dev/0");
                case "Invoke":
                    Invoked++;
                    return _failure is null ? Task.CompletedTask : Task.FromException(_failure);
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
