namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>What the engine knows of one grain method. Made once for each method of a world, and never changed.</summary>
public sealed class CallMethod
{
    /// <summary>Describes a method.</summary>
    /// <param name="interfaceType">The interface that declares it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="traits">What its attributes say.</param>
    /// <param name="responseTimeout">How long a caller waits, or null for the world's default.</param>
    /// <param name="parameterTypes">The types of its parameters, in order.</param>
    public CallMethod(Type interfaceType, string name, CallTraits traits, TimeSpan? responseTimeout, params Type[] parameterTypes)
    {
        InterfaceType = interfaceType;
        Name = name;
        Traits = traits;
        ResponseTimeout = responseTimeout;
        ParameterTypes = parameterTypes;
        Text = $"{interfaceType.Name}.{name}";
        RunHash = Steps.RunHash.Of(Text);
    }

    /// <summary>The interface that declares the method.</summary>
    public Type InterfaceType { get; }

    /// <summary>The method's name.</summary>
    public string Name { get; }

    /// <summary>What its attributes say.</summary>
    public CallTraits Traits { get; }

    /// <summary>How long a caller waits for the response; null means the world's default.</summary>
    public TimeSpan? ResponseTimeout { get; }

    /// <summary>The types of its parameters, in order.</summary>
    public IReadOnlyList<Type> ParameterTypes { get; }

    internal ulong RunHash { get; }

    private string Text { get; }

    /// <summary>Interface and method, for people.</summary>
    public override string ToString() => Text;
}
