using System.Diagnostics;
using System.Globalization;

namespace SvaOrleans.Bench.Scale;

/// <summary>Reports the phase of a run, its progress and its rate, once a second also while nothing completes.</summary>
/// <param name="bonds">Bonds of the shape.</param>
/// <param name="tell">Receives each line; called by one thread at a time.</param>
internal sealed class ScaleProgress(int bonds, Action<string> tell)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly int _bonds = bonds;

    /// <summary>A phase begins.</summary>
    /// <param name="what">The work.</param>
    /// <param name="total">How many steps it has, or 0 for one that is not counted.</param>
    public Phase Begin(string what, long total = 0) => new(this, what, total);

    private void Tell(string text)
    {
        lock (_gate)
        {
            tell(text);
        }
    }

    /// <summary>The current phase, until it is disposed.</summary>
    internal sealed class Phase : IDisposable
    {
        private readonly ScaleProgress _progress;
        private readonly string _what;
        private readonly long _total;
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly Timer _timer;
        private volatile bool _isOver;
        private long _done;

        public Phase(ScaleProgress progress, string what, long total)
        {
            (this._progress, this._what, this._total) = (progress, what, total);
            progress.Tell(Text(TimeSpan.Zero));
            _timer = new(_ => Show(), null, Period, Period);
        }

        /// <summary>So many more steps have ended.</summary>
        public void Add(int steps) => Interlocked.Add(ref _done, steps);

        public void Dispose()
        {
            _isOver = true;
            _timer.Dispose();
        }

        /// <summary>The line of the phase after some time.</summary>
        internal string Text(TimeSpan elapsed)
        {
            var (seconds, ended) = (elapsed.TotalSeconds, Interlocked.Read(ref _done));
            return string.Create(CultureInfo.InvariantCulture, $"{_progress._bonds:#,0} bonds: {_what}")
                + (
                    _total > 0 && ended > 0
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $", {ended:#,0} of {_total:#,0} steps, {ended / seconds:#,0} a second"
                        )
                        : ""
                )
                + (seconds >= 1 ? string.Create(CultureInfo.InvariantCulture, $", for {seconds:0} s") : "");
        }

        private void Show()
        {
            // The last tick may come when the phase is over already.
            if (!_isOver)
            {
                _progress.Tell(Text(Stopwatch.GetElapsedTime(_start)));
            }
        }
    }
}
