using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>Pages by number, as scenario files, drawings and messages write them.</summary>
public static class PageWords
{
    /// <summary>A range: <c>16</c>, <c>16..31</c>, or <c>16+0</c> when it is empty.</summary>
    public static string Of(PageRange range) =>
        range.Count switch
        {
            0 => $"{Of(range.First)}+0",
            1 => Of(range.First),
            _ => $"{Of(range.First)}..{Of(range.Last)}",
        };

    /// <summary>A page: from 256 on in hexadecimal.</summary>
    public static string Of(PageNumber page) =>
        page.Value < 256
            ? page.Value.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"0x{page.Value:x}");
}
