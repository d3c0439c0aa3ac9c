namespace SvaOrleans.Model.Checkpoints;

/// <summary>The shapes of the types that one checkpoint is made of, each computed once.</summary>
internal sealed class StateShapes
{
    private readonly Dictionary<Type, StateShape> _shapes = [];

    /// <summary>The shape of a type.</summary>
    /// <exception cref="NotSupportedException">A checkpoint cannot hold it.</exception>
    public StateShape Of(Type type)
    {
        if (!_shapes.TryGetValue(type, out var shape))
        {
            shape = StateShape.Of(type);
            _shapes.Add(type, shape);
        }

        return shape;
    }
}
