using System.Text;

namespace SvaOrleans.Console.Tests;

/// <summary>Scenario files that cannot be used: one line names the place and what was expected, and nothing is
/// run.</summary>
public class ScenarioBadInputTests
{
    private const string Head =
        "format: sva-scenario/1\nhosts:\n  h0:\n    iommus: {i0: {kind: arm-smmu-v3}}\n    devices: {\"00:01.0\": {domain: "
        + "D}}\nsteps:\n  - process: X\n";

    public static TheoryData<string, string, string> Texts() =>
        new()
        {
            // what it is, its text, the place and the beginning of the message
            { "empty", "", ":1:1: there is nothing in it; expected a YAML text" },
            { "only a comment", "# nothing\n", ":1:1: there is nothing in it" },
            { "a word", "hello\n", ":1:1: 'hello' is no scenario; expected a mapping that begins with 'format: sva-scenario/1'" },
            { "a list", "- 1\n- 2\n", ":1:1: a list is no scenario" },
            { "another file", "name: x\nversion: 3\n", ":1:1: this does not say that it is a scenario; expected 'format: sva-scenario/1'" },
            {
                "another version",
                "format: sva-scenario/9\nhosts: {}\nsteps: []\n",
                ":1:9: 'sva-scenario/9' does not fit here; expected sva-scenario/1"
            },
            { "no hosts", "format: sva-scenario/1\nsteps: []\n", ":1:1: 'hosts:' is missing" },
            { "hosts without host", "format: sva-scenario/1\nhosts: {}\nsteps: []\n", ":2:8: there is nothing in it" },
            { "no steps", "format: sva-scenario/1\nhosts: {h0: {devices: {}}}\n", ":1:1: 'steps:' is missing" },
            {
                "steps without anything behind",
                "format: sva-scenario/1\nhosts: {h0: {devices: {}}}\nsteps:\n",
                ":3:7: nothing stands behind 'steps:'"
            },
            {
                "host without devices",
                "format: sva-scenario/1\nhosts: {h0: {}}\nsteps: []\n",
                ":2:13: a key is missing; expected one of topology, devices"
            },
            {
                "unknown key",
                Head.Replace("steps:", "stepps:", StringComparison.Ordinal),
                ":6:1: 'stepps' is no key of this place; did you mean 'steps:'?"
            },
            { "a key twice", "format: sva-scenario/1\nformat: sva-scenario/1\n", ":2:1: the key 'format' stands here a second time" },
            { "broken YAML", "format: [sva-scenario/1\nhosts: {}\n", ": this is no YAML: " },
            { "a tab", "format: sva-scenario/1\nhosts:\n\th0: {}\n", ":3:1: this is no YAML: " },
            { "an alias", "format: &a sva-scenario/1\nname: *a\n", ":1:9: an anchor" },
            { "a tag", "format: !!str sva-scenario/1\n", ":1:9: a tag" },
            { "a list as a key", "? [1, 2]\n: x\n", ":1:3: a list as a key" },
            { "deep", string.Concat(Enumerable.Repeat("[", 5000)), ": nested more than 64 levels deep" },
            {
                "wrong kind",
                Head.Replace("arm-smmu-v3", "arm-smmu-v2", StringComparison.Ordinal),
                ":4:25: 'arm-smmu-v2' does not fit here; expected arm-smmu-v3, intel-vtd, amd-vi"
            },
            {
                "a generation that does not exist",
                Head.Replace("hosts:", "generation: 2018-v3\nhosts:", StringComparison.Ordinal),
                ":2:13: '2018-v3' does not fit here; expected 2018, 2018-v2"
            },
            {
                "an event that does not exist",
                Head + "reached: [unbind_wait]\n",
                ":8:11: 'unbind_wait' does not fit here; expected an event, such as unbind_waits, or a list of "
                    + "events that come in this order; the nearest is unbind_waits"
            },
            { "no address", Head.Replace("\"00:01.0\"", "\"00:99.0\"", StringComparison.Ordinal), ":5:15: '00:99.0' is no PCI address" },
            {
                "an address twice",
                Head.Replace("{\"00:01.0\": {domain: D}}", "{\"00:01.0\": {}, \"0000:00:01.0\": {}}", StringComparison.Ordinal),
                ":5:30: there is another device with address 0000:00:01.0"
            },
            {
                "no such IOMMU",
                Head.Replace("{domain: D}", "{iommu: i9}", StringComparison.Ordinal),
                ":5:34: there is no IOMMU 'i9' on host h0; expected one of i0"
            },
            {
                "a group in two domains",
                Head.Replace(
                    "{\"00:01.0\": {domain: D}}",
                    "{\"00:01.0\": {group: g, domain: D}, \"00:02.0\": {group: g, domain: E}}",
                    StringComparison.Ordinal
                ),
                ":5:79: group g is in domain D"
            },
            {
                "PASID width",
                Head.Replace("{domain: D}", "{pasid_width: 21}", StringComparison.Ordinal),
                ":5:40: '21' does not fit here; expected a whole number from 0 to 20"
            },
            {
                "PASID 0 given out",
                Head.Replace("steps:", "settings: {pasid_min: 0}\nsteps:", StringComparison.Ordinal),
                ":6:23: '0' does not fit here, as entry 0 of a PASID table holds the translation without PASID; expected a PASID "
                    + "from 1 to 1048575, or an IOMMU"
            },
            {
                "a device with PASID 0",
                Head.Replace("{domain: D}", "{pasid_min: 0x0}", StringComparison.Ordinal),
                ":5:38: '0x0' does not fit here, as entry 0 of a PASID table holds the translation without PASID; expected a PASID from 1"
            },
            {
                "PASID 0 given out by a host",
                Head.Replace("    iommus", "    settings: {pasid_min: \"0\"}\n    iommus", StringComparison.Ordinal),
                ":4:27: '0' does not fit here, as entry 0 "
            },
            {
                "extended contexts of Arm",
                Head.Replace("smmu-v3", "smmu-v3, ecs: true", StringComparison.Ordinal),
                ":4:43: an IOMMU of kind arm-smmu-v3 has no extended context mode; expected kind: intel-vtd"
            },
            {
                "PASID 0 beside the IOMMU that has it",
                Head.Replace("iommus: {", "iommus: {d0: {kind: intel-vtd, ecs: true}, ", StringComparison.Ordinal)
                    .Replace("{domain: D}", "{iommu: i0, pasid_min: 0}", StringComparison.Ordinal),
                ":5:49: '0' does not fit here, as entry 0 "
            },
            { "no topology", "format: sva-scenario/1\nhosts:\n  h0:\n    topology: nowhere\nsteps: []\n", ":4:15: " },
            { "no operation", Head + "  - {id: x}\n", ":8:5: a key is missing; expected an operation, parallel, workload or expect" },
            {
                "unknown operation",
                Head + "  - bnid: {device: \"00:01.0\", mm: X}\n",
                ":8:5: 'bnid' is no key of this place; did you mean 'bind:'?; expected an operation"
            },
            {
                "no operation at all like it",
                Head + "  - frobnicate: 1\n",
                ":8:5: 'frobnicate' is no key of this place; expected an operation, parallel, workload or expect"
            },
            {
                "one branch",
                Head + "  - parallel: {a: [{sleep: 1ms}]}\n",
                ":8:15: there is too little in it; expected two or more branches: {name: steps}"
            },
            {
                "bytes that steer a terminal",
                "format: \"\\e[31mred\\nline\"\n",
                ":1:9: '\\x1b[31mred\\x0aline' has a control character in it"
            },
            {
                "a name that steers a terminal",
                "format: sva-scenario/1\nname: \"\\0\\e[31m\"\n",
                ":2:7: '\\x00\\x1b[31m' has a control character in it; expected a text that can be printed"
            },
            {
                "an address of 64 bits",
                Head + "  - mmap: {mm: X, addr: 0xffffffffffffffff, length: 1}\n",
                ":8:25: '0xffffffffffffffff' does not fit here; expected an address below 2^63"
            },
            {
                "a negative PASID",
                Head + "  - unbind: {device: \"00:01.0\", pasid: -1}\n",
                ":8:40: '-1' does not fit here; expected a PASID from 0 to 1048575"
            },
            {
                "a page of 53 bits",
                Head + "  - munmap: {mm: X, pages: 0x10000000000000}\n",
                ":8:28: '0x10000000000000' does not fit here; expected pages by number"
            },
            {
                "a duration of 300 years",
                Head + "  - sleep: 9999999999s\n",
                ":8:12: '9999999999s' does not fit here; expected a duration such as 250ns, 40us, 5ms or 2s, of at most nine digits"
            },
            { "two operations", Head + "  - kill: X\n    exit: X\n", ":9:5: 'exit:' stands beside 'kill:'; expected one of them" },
            { "argument missing", Head + "  - bind: {device: \"00:01.0\"}\n", ":8:11: 'mm:' is missing; expected a name" },
            {
                "argument unknown",
                Head + "  - bind: {device: \"00:01.0\", mm: X, flags: iopf}\n",
                ":8:38: 'flags' is no key of this place"
            },
            {
                "no such device",
                Head + "  - device_init: {device: \"00:02.0\"}\n",
                ":8:27: there is no device '00:02.0' on host h0; expected one of 0000:00:01.0"
            },
            {
                "no such mm",
                Head + "  - bind: {device: \"00:01.0\", mm: Z}\n",
                ":8:35: nothing makes address space 'Z'; expected one of X"
            },
            { "no such task", Head + "  - kill: Z\n", ":8:11: nothing makes task 'Z'; expected one of X" },
            {
                "no such domain",
                Head + "  - attach_domain: {device: \"00:01.0\", domain: Q}\n",
                ":8:48: there is no domain 'Q' on host h0; expected one of D"
            },
            { "no such variable", Head + "  - unbind: {device: \"00:01.0\", pasid: $p}\n", ":8:40: no bind or open has 'as: p'" },
            { "no such file", Head + "  - close: {task: X, file: f}\n", ":8:28: no open has 'as: f'" },
            { "no such host", Head + "  - kill: X\n    host: h9\n", ":9:11: there is no host 'h9'; expected one of h0" },
            { "as without bind", Head + "  - kill: X\n    as: p\n", ":9:9: kill has nothing to store" },
            {
                "a PASID of 21 bits",
                Head + "  - unbind: {device: \"00:01.0\", pasid: 2097152}\n",
                ":8:40: '2097152' does not fit here; expected a PASID"
            },
            { "PASID and mm", Head + "  - unbind: {device: \"00:01.0\", pasid: 1, mm: X}\n", ":8:43: 'mm:' stands beside 'pasid:'" },
            { "pages backwards", Head + "  - munmap: {mm: X, pages: 9..7}\n", ":8:28: '9..7' ends before it begins" },
            { "pages and addr", Head + "  - munmap: {mm: X, pages: 1, addr: 0x1000}\n", ":8:31: 'addr:' stands beside 'pages:'" },
            { "length without addr", Head + "  - munmap: {mm: X, pages: 1, length: 5}\n", ":8:39: 'length:' stands beside 'pages:'" },
            {
                "pages beyond the end",
                Head + "  - munmap: {mm: X, pages: 0xfffffffffffff+2}\n",
                ":8:28: '0xfffffffffffff+2' lies beyond 64 bits"
            },
            { "rights", Head + "  - mmap: {mm: X, pages: 1, rights: wr}\n", ":8:37: 'wr' does not fit here; expected rights" },
            { "a duration", Head + "  - sleep: 5\n", ":8:12: '5' does not fit here; expected a duration" },
            { "an error that is none", Head + "  - kill: X\n    expect: -EWHAT\n", ":9:13: '-EWHAT' is no error that is known here" },
            {
                "a positive error",
                Head + "  - kill: X\n    expect: 17\n",
                ":9:13: '17' does not fit here; expected an error such as -EEXIST"
            },
            {
                "failure point of an mm at a device",
                Head + "  - inject: {device: \"00:01.0\", point: mm_alloc}\n",
                ":8:40: this point is at an address space; expected mm: instead of device:"
            },
            {
                "parallel with one branch",
                Head + "  - parallel:\n      - - kill: X\n",
                ":9:7: the list is too short; expected two or more branches"
            },
            {
                "a single outcome in a branch",
                Head + "  - parallel:\n      - - {kill: X, expect: 0}\n      - - settle:\n",
                ":9:29: '0' does not fit here; expected {one_of: [...]}, since inside parallel the order decides"
            },
            {
                "one_of with one",
                Head + "  - parallel:\n      - - {kill: X, expect: {one_of: [0]}}\n      - - settle:\n",
                ":9:38: the list is too short"
            },
            {
                "one task in two branches",
                Head + "  - parallel:\n      - - {fork: {task: X, child: C}}\n      - - {exit: X}\n",
                ":10:12: task X would exit in branch '2' while it is at fork in branch '1' (line 9): a task does one thing at a time"
            },
            {
                "a relation to a step outside",
                Head + "  - {kill: X, id: k}\n  - parallel:\n      - - settle:\n      - - settle:\n    expect:\n      - same_pasid: [k]\n",
                ":13:22: no step of the block has 'id: k'"
            },
            { "an id twice", Head + "  - {kill: X, id: k}\n  - {exit: X, id: k}\n", ":9:19: another step is called 'k'" },
            { "a state of nothing", Head + "  - expect: {}\n", ":8:13: there is nothing in it" },
            { "nothing_left: false", Head + "  - expect: {nothing_left: false}\n", ":8:28: 'false' does not fit here; expected true" },
            { "an unknown counter", Head + "  - expect: {counters: {mm_exits: 1}}\n", ":8:25: there is no counter 'mm_exits'" },
            { "the table of no IOMMU", Head + "  - expect: {device_table: {i7: {}}}\n", ":8:29: there is no IOMMU 'i7'" },
            {
                "the PASIDs of an mm that does not exist",
                Head + "  - expect: {pasids: {1: Z}}\n",
                ":8:26: nothing makes address space 'Z'"
            },
            {
                "no trace",
                Head + "  - workload: {trace: nowhere.strace, devices: [\"00:01.0\"]}\n",
                ":8:23: there is no file 'nowhere.strace'"
            },
            { "a workload without devices", Head + "  - workload: {trace: nowhere.strace}\n", ":8:15: 'devices:' is missing" },
            {
                "parallel in setup",
                Head.Replace("steps:", "setup:\n  - parallel: [[{settle: }], [{settle: }]]\nsteps:", StringComparison.Ordinal),
                ":7:5: 'parallel' is no key of this place"
            },
            {
                "two hosts and no host said",
                "format: sva-scenario/1\nhosts: {a: {devices: {}}, b: {devices: {}}}\nsteps:\n  - process: X\n",
                ":4:5: there are several hosts, and the step does not say on which it runs; expected host: one of a, b"
            },
            { "second document wrong", Head + "---\nformat: sva-scenario/1\nsteps: []\n", ":9:1: 'hosts:' is missing" },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Is_told_with_its_place(string what, string text, string told)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("bad.yaml", text);

        AssertRefused(Sva.Run("run", "--json", file), file, told, what);
    }

    [Fact]
    public void Bytes_that_are_no_text()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        var bytes = new byte[4096];
        random.NextBytes(bytes);
        var noise = folder.Write("noise.yaml", bytes);
        AssertRefused(Sva.Run("run", noise), noise, ":", "noise");

        var zero = folder.Write("zero.yaml", Encoding.UTF8.GetBytes("format: sva-scenario/1\nname: a\0b\n"));
        AssertRefused(Sva.Run("run", zero), zero, ":2:8: a control byte: these are binary data", "zero byte");

        var latin = folder.Write("latin.yaml", [.. Encoding.UTF8.GetBytes("format: sva-scenario/1\nname: caf"), 0xe9, (byte)'\n']);
        AssertRefused(Sva.Run("run", latin), latin, ":2:10: a byte that is no UTF-8", "Latin-1");
    }

    [Fact]
    public void Names_that_are_no_file()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "missing.yaml");
        AssertRefused(Sva.Run("run", missing), missing, ": there is no such file; expected a scenario file", "missing");
        AssertRefused(Sva.Run("run", folder.Path), folder.Path, ": this is a folder; expected a scenario file", "folder");
        AssertRefused(Sva.Run("run"), "sva run", ": no scenario is given", "none");
    }

    [Fact]
    public void A_huge_file()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "huge.yaml");
        using (var stream = File.Create(file))
        {
            stream.SetLength(200L << 20);
        }

        AssertRefused(Sva.Run("run", file), file, ": it is larger than 64 MiB", "huge");
    }

    [Fact]
    public void One_bad_file_among_good_ones_keeps_all_from_running()
    {
        using var folder = new TemporaryFolder();
        var bad = folder.Write("bad.yaml", "format: sva-scenario/1\n");

        AssertRefused(Sva.Run("run", "--json", Sva.Shipped("mail-example.yaml"), bad), bad, ":1:1: 'hosts:' is missing", "among good ones");
    }

    [Fact]
    public void Standard_input_is_told_by_name()
    {
        var result = Sva.RunWith("format: nonsense\n", "run", "-");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("(standard input):1:9: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--seed", "many", "x.yaml")]
    [InlineData("run", "--nonsense")]
    [InlineData("nonsense")]
    [InlineData("topology")]
    [InlineData("trace", "import")]
    public void A_wrong_command_line_is_bad_input_too(params string[] args)
    {
        var result = Sva.Run(args);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEqual("", result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    internal static void AssertRefused(SvaResult result, string file, string told, string what)
    {
        Assert.True(result.ExitCode == 2, $"{what}: exit code {result.ExitCode}, {result.Error}");
        Assert.Equal("", result.Out);
        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(file, line, StringComparison.Ordinal);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
