namespace SvaOrleans.Client.Rendering;

/// <summary>A line on the terminal that tells how far long work has come; silent where nobody watches.</summary>
internal sealed class ProgressLine
{
    private readonly bool isWatched = !Console.IsErrorRedirected;
    private long lastShown = -1;
    private int width;

    /// <summary>Shows a text in place of the last one.</summary>
    public void Show(string text)
    {
        var now = Environment.TickCount64;
        if (!isWatched || now - lastShown < 100)
        {
            return;
        }

        lastShown = now;
        Console.Error.Write("\r" + text.PadRight(width));
        width = text.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (width > 0)
        {
            Console.Error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }
    }
}
