using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Exploration.Order;

/// <summary>What happened before what in one schedule, whatever the order in which independent steps came: a step comes after the one that made
/// it ready, after earlier steps with which it has something in common, and after all that ran before time last moved.</summary>
/// <remarks>One set of earlier steps for each step, as bits: the vector clock of a run in which every step is a process of its own.</remarks>
public sealed class CausalOrder
{
    private readonly Dictionary<ulong, int> _lastAt = [];
    private StepRecord[] _steps = new StepRecord[256];
    private ulong[] _before = new ulong[256 * 4];
    private int _words = 4;
    private long _firstNumber;
    private long _now;
    private int _sliceStart;
    private int _lastStray;

    /// <summary>How many steps have been noted.</summary>
    public int Count { get; private set; }

    /// <summary>A step.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ref readonly StepRecord this[int index] => ref _steps[index];

    /// <summary>Starts a schedule.</summary>
    /// <param name="world">The world in which it runs.</param>
    public void Begin(World world)
    {
        Count = 0;
        _lastAt.Clear();
        _firstNumber = world.StepCount;
        _now = world.Clock.GetTimestamp();
        _sliceStart = 0;
        _lastStray = -1;
    }

    /// <summary>The place of a step that the world has numbered.</summary>
    /// <param name="number">What <see cref="World.StepCount"/> was during the step.</param>
    /// <returns>Negative for a step before the explored part.</returns>
    public int PlaceOf(long number) => (int)(number - _firstNumber) - 1;

    /// <summary>Notes the step that runs next.</summary>
    /// <param name="step">The step.</param>
    /// <param name="world">The world in which it runs.</param>
    public void Open(Step step, World world)
    {
        var index = Count++;
        var now = world.Clock.GetTimestamp();
        if (now != _now)
        {
            _now = now;
            _sliceStart = index;
        }

        if (index == _steps.Length)
        {
            Array.Resize(ref _steps, index * 2);
        }

        var location = step.Grain.RunHash;
        var cause = Math.Max(PlaceOf(step.Cause), -1);
        var asked = step is GrainRequest { Kind: StepKind.Response } answer ? Math.Max(PlaceOf(answer.AwaitedSince), -1) : -1;
        var isUnseen = IsUnseen(step);
        var request = step is GrainRequest { Kind: StepKind.Response } response ? response.CallerNumber : 0;
        _steps[index] = new(
            step.Sequence,
            new(location, Access.Everything, request),
            cause,
            asked,
            _sliceStart,
            _lastAt.GetValueOrDefault(location, -1),
            isUnseen
        );
        _lastAt[location] = index;
        Widen(index);
    }

    /// <summary>Notes what the step that was opened last has touched, and orders it behind what it depends on.</summary>
    /// <param name="access">What it has touched.</param>
    /// <param name="request">The one request whose code has run, by its call's number; 0 or less for an unknown one.</param>
    /// <param name="races">Gets the steps that could have come after it instead, the last one first; null if nobody asks.</param>
    public void Close(Access access, long request, List<int>? races = null)
    {
        var index = Count - 1;
        ref var step = ref _steps[index];
        access = step.IsUnseen ? Access.None : access;
        // A continuation belongs to some request; which one is known once it has sent or ended something.
        if (request > 0 && step.Footprint.Request == 0 && (access & Access.Resumes) != 0)
        {
            step = step with { Footprint = step.Footprint with { Request = request } };
            access &= ~Access.Resumes;
        }

        step = step with { Footprint = step.Footprint with { Touches = access } };
        var before = Before(index);
        before.Clear();
        FillBelow(before, step.SliceStart);
        if (step.Cause >= 0)
        {
            Join(before, step.Cause);
        }

        if (step.Asked >= 0)
        {
            Join(before, step.Asked);
        }

        if (step.IsUnseen)
        {
            return;
        }

        // From the last one back: what comes before an ordered step is ordered already, and a dependent step that is not is a race.
        if ((access & Access.Strays) != 0)
        {
            _lastStray = index;
        }

        var anywhere = _lastStray >= step.SliceStart;
        for (
            var earlier = anywhere ? index - 1 : step.PreviousHere;
            earlier >= step.SliceStart;
            earlier = anywhere ? earlier - 1 : _steps[earlier].PreviousHere
        )
        {
            if (!IsSet(before, earlier) && step.Footprint.DependsOn(_steps[earlier].Footprint))
            {
                // What was not seen when it came is seen now, and could not have been before.
                if (!_steps[earlier].IsUnseen)
                {
                    races?.Add(earlier);
                }

                Join(before, earlier);
            }
        }
    }

    /// <summary>Whether a step would bring an answer that nobody waits for yet: when it comes is seen by nobody.</summary>
    /// <param name="step">The step.</param>
    public static bool IsUnseen(Step step) => step is GrainRequest { Kind: StepKind.Response, IsAwaited: false };

    /// <summary>Whether a step happened before another one in every order that means the same.</summary>
    /// <param name="earlier">The place of the one.</param>
    /// <param name="later">The place of the other.</param>
    public bool IsBefore(int earlier, int later) => earlier < later && (earlier < 0 || IsSet(Before(later), earlier));

    /// <summary>The steps that happened before a step, as bits.</summary>
    /// <param name="index">The step's place.</param>
    internal ReadOnlySpan<ulong> EarlierThan(int index) => Before(index);

    private static void FillBelow(Span<ulong> bits, int end)
    {
        bits[..(end >> 6)].Fill(ulong.MaxValue);
        if ((end & 63) != 0)
        {
            bits[end >> 6] = (1UL << (end & 63)) - 1;
        }
    }

    private static bool IsSet(ReadOnlySpan<ulong> bits, int index) => (bits[index >> 6] & (1UL << (index & 63))) != 0;

    private void Join(Span<ulong> bits, int earlier)
    {
        var theirs = Before(earlier);
        for (var word = 0; word <= earlier >> 6; word++)
        {
            bits[word] |= theirs[word];
        }

        bits[earlier >> 6] |= 1UL << (earlier & 63);
    }

    private Span<ulong> Before(int index) => _before.AsSpan(index * _words, _words);

    private void Widen(int index)
    {
        if (index < _words * 64)
        {
            var needed = (index + 1) * _words;
            if (needed > _before.Length)
            {
                Array.Resize(ref _before, needed * 2);
            }

            return;
        }

        var wider = new ulong[Math.Max(_before.Length, (index + 1) * _words) * 4];
        for (var row = 0; row < index; row++)
        {
            Before(row).CopyTo(wider.AsSpan(row * _words * 2));
        }

        _words *= 2;
        _before = wider;
    }
}
