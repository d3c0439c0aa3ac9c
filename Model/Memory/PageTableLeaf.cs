namespace SvaOrleans.Model.Memory;

/// <summary>512 page table entries, 8 bytes each, as the hardware's last level has them.</summary>
internal sealed class PageTableLeaf
{
    public const int Entries = 512;

    private const ulong WritableBit = 1;
    private const ulong CopyOnWriteBit = 2;
    private const int FrameShift = 2;

    private readonly ulong[] _words;

    public PageTableLeaf() => _words = new ulong[Entries];

    private PageTableLeaf(PageTableLeaf other)
    {
        _words = [.. other._words];
        Count = other.Count;
    }

    public int Count { get; private set; }

    /// <summary>Whether copies of the address space share this leaf; once frozen it never changes again.</summary>
    public bool IsFrozen { get; private set; }

    public PageTableLeaf Thaw() => IsFrozen ? new(this) : this;

    public void Freeze() => IsFrozen = true;

    public bool IsPresent(int slot) => _words[slot] != 0;

    public ulong Word(int slot) => _words[slot];

    public Pte this[int slot]
    {
        get
        {
            var word = _words[slot];
            return new(new(word >> FrameShift), (word & WritableBit) != 0, (word & CopyOnWriteBit) != 0);
        }
        set
        {
            if (_words[slot] == 0)
            {
                Count++;
            }

            _words[slot] =
                (value.Frame.Value << FrameShift) | (value.IsWritable ? WritableBit : 0) | (value.IsCopyOnWrite ? CopyOnWriteBit : 0);
        }
    }

    public void Clear(int slot)
    {
        if (_words[slot] != 0)
        {
            _words[slot] = 0;
            Count--;
        }
    }
}
