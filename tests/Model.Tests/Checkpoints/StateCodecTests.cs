using System.Security.Cryptography;
using System.Text;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Mms;

namespace SvaOrleans.Model.Tests.Checkpoints;

/// <summary>A written state is read back unchanged; a damaged or foreign one is refused and has no other effect.</summary>
public sealed class StateCodecTests
{
    public static TheoryData<Type> States() =>
        [
            .. typeof(StateCodec)
                .Assembly.GetTypes()
                .Where(static type =>
                    !type.IsAbstract
                    && !type.ContainsGenericParameters
                    && (
                        type.Name.EndsWith("State", StringComparison.Ordinal)
                        || type.GetInterfaces()
                            .Any(static made => made.IsGenericType && made.GetGenericTypeDefinition() == typeof(IModelState<>))
                    )
                )
                .OrderBy(static type => type.FullName, StringComparer.Ordinal),
        ];

    [Fact]
    public void Every_state_is_among_them() => Assert.InRange(States().Count, 19, 100);

    [Theory]
    [MemberData(nameof(States))]
    public void Whatever_is_written_is_read_as_it_was(Type type)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var state = new RandomState(seed).Make(type);
            var written = StateCodec.Write(state);
            var read = StateCodec.Read(written.AsSpan());
            SameState.Check(state, read);
            Assert.True(written.SequenceEqual(StateCodec.Write(read)), $"seed {seed}");
        }
    }

    // A checkpoint of before there was a PASID 0 has the number itself, and 0 for none.
    [Theory]
    [InlineData(3, 3u)]
    [InlineData(0, null)]
    public void A_PASID_that_was_kept_by_its_number_is_that_number(long kept, uint? number)
    {
        var written = StateCodec.Write(new FaultGroup(1, Names.Device(1), new(0xabcde), new(1), 2, [])).ToArray();
        var at = written.AsSpan().IndexOf(BitConverter.GetBytes(0xabcdeL));
        BitConverter.GetBytes(kept).CopyTo(written, at);
        SHA256.HashData(written.AsSpan(9)).AsSpan(0, 8).CopyTo(written.AsSpan(1));

        var read = Assert.IsType<FaultGroup>(StateCodec.Read(written));
        Assert.Equal(number is { } known ? new Pasid(known) : Pasid.None, read.Pasid);
    }

    [Fact]
    public void What_is_cut_short_or_has_one_bit_wrong_is_refused()
    {
        foreach (var type in new[] { typeof(DeviceState), typeof(IoMmState), typeof(MmState) })
        {
            var written = StateCodec.Write(new RandomState(3).Make(type)).ToArray();
            for (var length = 0; length < written.Length; length++)
            {
                Assert.Throws<InvalidDataException>(() => StateCodec.Read(written.AsSpan(0, length)));
            }

            Assert.Throws<InvalidDataException>(() => StateCodec.Read([.. written, 0]));
            for (var bit = 0; bit < written.Length * 8; bit++)
            {
                written[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Throws<InvalidDataException>(() => StateCodec.Read(written));
                written[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            StateCodec.Read(written);
        }
    }

    // A check sum finds accidents; with a right one over wrong octets, another version's or a forger's, nothing worse may happen either.
    [Theory]
    [InlineData(typeof(DeviceState))]
    [InlineData(typeof(IoMmState))]
    [InlineData(typeof(MmState))]
    public void What_has_a_right_sum_over_anything_is_read_or_refused(Type type)
    {
        var random = new Random(1);
        var refused = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var written = StateCodec.Write(new RandomState(seed % 20).Make(type)).ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                written[random.Next(9, written.Length)] = (byte)random.Next(256);
            }

            if (random.Next(4) == 0)
            {
                written = written[..random.Next(9, written.Length)];
            }

            try
            {
                StateCodec.Read(Sealed(written[9..]));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 3_000);
    }

    [Theory]
    [InlineData("System.IO.FileInfo, System.Private.CoreLib")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("System.Collections.Generic.List`1[[System.IO.FileInfo, System.Private.CoreLib]], System.Private.CoreLib")]
    [InlineData("System.Collections.Generic.List`1[[System.Object, System.Private.CoreLib]], System.Private.CoreLib")]
    [InlineData("System.Text.StringBuilder, System.Private.CoreLib")]
    [InlineData("System.String, System.Private.CoreLib")]
    [InlineData("System.Int32, System.Private.CoreLib")]
    [InlineData("SvaOrleans.Model.Tables.PasidTable, SvaOrleans.Model")]
    [InlineData("SvaOrleans.Model.Nothing, SvaOrleans.Model")]
    [InlineData("SvaOrleans.Model.Nothing, SvaOrleans.Nowhere")]
    [InlineData("SvaOrleans.Model.Words.Pasid, SvaOrleans.Model")]
    [InlineData(",,[[")]
    [InlineData("")]
    public void A_type_that_is_not_of_this_project_or_no_state_is_refused(string name)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            // One type, one object of it, and room for what it may hold.
            writer.Write7BitEncodedInt(1);
            writer.Write(name);
            writer.Write7BitEncodedInt(1);
            writer.Write7BitEncodedInt(0);
            writer.Write7BitEncodedInt(0);
            writer.Write7BitEncodedInt(1);
            writer.Write(new byte[64]);
        }

        Assert.Throws<InvalidDataException>(() => StateCodec.Read(Sealed(body.ToArray())));
    }

    [Fact]
    public void What_cannot_be_kept_is_refused_when_it_is_written()
    {
        foreach (
            var state in new object[]
            {
                new Holder<Action>(static () => { }),
                new Holder<object>(new StringBuilder()),
                new Holder<object>(1),
                new Holder<SortedSet<string>>(new(StringComparer.OrdinalIgnoreCase)),
                new Holder<Dictionary<string, int>>(new(StringComparer.OrdinalIgnoreCase)),
                new Holder<Dictionary<Holder<int>, int>>([]),
                new Holder<TaskCompletionSource>(new()),
                new Holder<int[,]>(new int[1, 1]),
            }
        )
        {
            Assert.Throws<NotSupportedException>(() => StateCodec.Write(state));
        }
    }

    [Fact]
    public void What_refers_to_itself_does_so_again()
    {
        var state = new Holder<object?>(null);
        state.Value = new List<Holder<object?>> { state, state };
        var read = Assert.IsType<Holder<object?>>(StateCodec.Read(StateCodec.Write(state).AsSpan()));
        Assert.All(Assert.IsType<List<Holder<object?>>>(read.Value), item => Assert.Same(read, item));
        var chain = new Holder<object?>(null);
        for (var link = 0; link < 100_000; link++)
        {
            chain = new(chain);
        }

        var links = 0;
        for (
            var link = (Holder<object?>)StateCodec.Read(StateCodec.Write(chain).AsSpan());
            link.Value is not null;
            link = (Holder<object?>)link.Value
        )
        {
            links++;
        }

        Assert.Equal(100_000, links);
    }

    private static byte[] Sealed(byte[] body) => [1, .. SHA256.HashData(body)[..8], .. body];

    private sealed class Holder<T>(T value)
    {
        public T Value { get; set; } = value;
    }
}
