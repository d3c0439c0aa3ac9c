using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>Writes a state of any type of this project as octets, and reads it again: fields and all, private ones too, and every object
/// once, however often it is referred to. It refuses unknown types when it writes, so a checkpoint is complete or does not exist.</summary>
/// <remarks>A state is a plain piece of data (<see cref="IModelState{T}"/>), so its fields are all there is to it. The first octet is the
/// format's number, the next eight are a check sum of all that follows; a state is read by the version of the program that wrote
/// it.</remarks>
public static class StateCodec
{
    private const byte Format = 1;
    private const int SumLength = 8;
    private const int HeadLength = 1 + SumLength;

    /// <summary>Writes.</summary>
    /// <param name="state">A state.</param>
    /// <returns>The octets.</returns>
    /// <exception cref="NotSupportedException">Something in it is neither of this project nor a plain collection.</exception>
    public static ImmutableArray<byte> Write(object state)
    {
        var body = new StateWriter().Write(state);
        return [Format, .. SumOf(body), .. body];
    }

    /// <summary>Reads.</summary>
    /// <param name="octets">The octets written.</param>
    /// <returns>A state that is equal to the one written and shares nothing with it.</returns>
    /// <exception cref="InvalidDataException">The octets were not written by this version of the program, or are damaged.</exception>
    public static object Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < HeadLength || octets[0] != Format)
        {
            throw new InvalidDataException(
                octets.IsEmpty ? "a state in a checkpoint is empty" : $"a state in a checkpoint has format {octets[0]}; expected {Format}"
            );
        }

        var body = octets[HeadLength..].ToArray();
        if (!octets[1..HeadLength].SequenceEqual(SumOf(body)))
        {
            throw new InvalidDataException("a state in a checkpoint is damaged: its check sum is wrong");
        }

        try
        {
            return new StateReader(body).Read();
        }
        catch (Exception fault) when (IsOfReading(fault))
        {
            throw new InvalidDataException($"a state in a checkpoint cannot be read: {fault.Message}", fault);
        }
    }

    // Undamaged octets can still be of another version: with types that are removed or not allowed, or with other fields.
    private static bool IsOfReading(Exception fault) =>
        fault
            is IOException
                or ArgumentException
                or ArithmeticException
                or InvalidCastException
                or FormatException
                or IndexOutOfRangeException
                or NotSupportedException
                or InvalidOperationException
                or NullReferenceException
                or TargetException
                or TypeLoadException
                or BadImageFormatException
                or MemberAccessException;

    private static ReadOnlySpan<byte> SumOf(ReadOnlySpan<byte> body) => SHA256.HashData(body).AsSpan(0, SumLength);
}
