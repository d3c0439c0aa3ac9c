using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>Copies results with Orleans' copier, where instances of their type may not be shared.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal sealed class ResultCopier<TResult>
{
    private readonly CopyContextPool _contexts;
    private readonly IDeepCopier<TResult>? _copier;

    internal ResultCopier(CodecProvider codecs, CopyContextPool contexts)
    {
        _contexts = contexts;
        var copier = codecs.GetDeepCopier<TResult>();
        _copier = copier is IOptionalDeepCopier optional && optional.IsShallowCopyable() ? null : copier;
    }

    internal void Copy(ref TResult result)
    {
        if (_copier is null)
        {
            return;
        }

        using var context = _contexts.GetContext();
        result = _copier.DeepCopy(result, context)!;
    }
}
