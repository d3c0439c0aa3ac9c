using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>The result of a kernel operation: 0, or an error number, written as the kernel returns it (<c>-EINVAL</c>).</summary>
/// <param name="Code">0 for success, else the error's positive number as in the kernel's errno headers.</param>
public readonly record struct Errno(int Code)
{
    private static readonly ImmutableArray<(int Code, string Name)> Known =
    [
        (1, "EPERM"),
        (2, "ENOENT"),
        (3, "ESRCH"),
        (4, "EINTR"),
        (5, "EIO"),
        (7, "E2BIG"),
        (9, "EBADF"),
        (10, "ECHILD"),
        (11, "EAGAIN"),
        (12, "ENOMEM"),
        (13, "EACCES"),
        (14, "EFAULT"),
        (16, "EBUSY"),
        (17, "EEXIST"),
        (18, "EXDEV"),
        (19, "ENODEV"),
        (22, "EINVAL"),
        (24, "EMFILE"),
        (28, "ENOSPC"),
        (33, "EDOM"),
        (34, "ERANGE"),
        (38, "ENOSYS"),
        (75, "EOVERFLOW"),
        (95, "EOPNOTSUPP"),
        (110, "ETIMEDOUT"),
    ];

    /// <summary>Success.</summary>
    public static Errno None => default;

    /// <summary>No such process, or no such bond.</summary>
    public static Errno ESRCH => new(3);

    /// <summary>There is no such thing.</summary>
    public static Errno ENOENT => new(2);

    /// <summary>Input or output error.</summary>
    public static Errno EIO => new(5);

    /// <summary>No such open file.</summary>
    public static Errno EBADF => new(9);

    /// <summary>Out of memory.</summary>
    public static Errno ENOMEM => new(12);

    /// <summary>Access refused by the mapping's rights.</summary>
    public static Errno EACCES => new(13);

    /// <summary>Bad address.</summary>
    public static Errno EFAULT => new(14);

    /// <summary>In use.</summary>
    public static Errno EBUSY => new(16);

    /// <summary>Already there.</summary>
    public static Errno EEXIST => new(17);

    /// <summary>No such device, or it lacks the operation.</summary>
    public static Errno ENODEV => new(19);

    /// <summary>Invalid argument.</summary>
    public static Errno EINVAL => new(22);

    /// <summary>No space left (no free PASID or slot).</summary>
    public static Errno ENOSPC => new(28);

    /// <summary>Flags differ from those of the io_mm.</summary>
    public static Errno EDOM => new(33);

    /// <summary>The PASID is outside what the device can send.</summary>
    public static Errno ERANGE => new(34);

    /// <summary>A command was not completed in time.</summary>
    public static Errno ETIMEDOUT => new(110);

    /// <summary>Whether the operation succeeded.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>Reads <c>0</c>, <c>-EINVAL</c>, <c>EINVAL</c> or <c>-22</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="errno">The error.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Errno errno)
    {
        errno = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            errno = new(Math.Abs(number));
            return number is <= 0 and > -4096;
        }

        var name = text[0] == '-' ? text[1..] : text;
        foreach (var (code, known) in Known)
        {
            if (known == name)
            {
                errno = new(code);
                return true;
            }
        }

        return false;
    }

    /// <summary><c>0</c>, or the error's name with a minus: <c>-EINVAL</c>.</summary>
    public override string ToString()
    {
        if (Code == 0)
        {
            return "0";
        }

        foreach (var (code, name) in Known)
        {
            if (code == Code)
            {
                return "-" + name;
            }
        }

        return (-Code).ToString(CultureInfo.InvariantCulture);
    }
}
