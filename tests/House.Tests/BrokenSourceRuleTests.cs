using SvaOrleans.House.Tests.Rules;

namespace SvaOrleans.House.Tests;

/// <summary>Every rule on source files finds what breaks it, and nothing else.</summary>
public sealed class BrokenSourceRuleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sva-layout-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Layout_that_CSharpier_changes()
    {
        File.Copy(Path.Combine(Tree.Root, ".editorconfig"), Path.Combine(_folder, ".editorconfig"));
        File.WriteAllText(Path.Combine(_folder, "Good.cs"), "class Good\n{\n    int x;\n}\n");
        File.WriteAllText(Path.Combine(_folder, "Bad.cs"), "class Bad\n{\n  int x;\n}\n");
        File.WriteAllText(Path.Combine(_folder, "Broken.cs"), "class {{{");

        Assert.Equal(
            ["Error ./Bad.cs - Was not formatted.", "Error ./Broken.cs - Was not formatted due to syntax errors."],
            Layout.NotLaidOut(_folder)
        );
    }

    [Fact]
    public void Wide_lines()
    {
        static string Of(int columns) => new('x', columns);
        var tree = Tree.Of(
            ("Model/Good.cs", Of(140)),
            ("Model/Bad.cs", "\n//" + Of(139)),
            ("tests/X.Tests/Bad.cs", Of(141)),
            ("docs/a.md", $"| {Of(200)} |\n```\n{Of(200)}\n```\n[a](b#{Of(200)}) https://x.org/{Of(200)}\n{Of(141)}"),
            ("docs/a.json", Of(200))
        );

        Assert.Equal(
            ["Model/Bad.cs:2: 141 columns", "tests/X.Tests/Bad.cs:1: 141 columns", "docs/a.md:6: 141 columns"],
            Columns.TooWide(tree).Select(static one => one.Text)
        );
        Assert.Equal(["Model", "tests/X.Tests", "docs"], Columns.TooWide(tree).Select(static one => one.Key));
    }

    [Fact]
    public void Namespaces_that_are_not_the_folder()
    {
        var tree = Tree.Of(
            ("Client/Verbs/Good.cs", "namespace SvaOrleans.Client.Verbs;\nclass A;"),
            ("Client/Verbs/Bad.cs", "namespace SvaOrleans.Client;\nclass A;"),
            ("Client/Verbs/None.cs", "class A;"),
            ("Client/Program.cs", "return 0;"),
            ("bench/Bench/Scale/Good.cs", "namespace SvaOrleans.Bench.Scale { class A; }"),
            ("samples/Bank.Tests/Good.cs", "namespace Bank.Tests;"),
            ("tests/X.Tests/Sub/Good.cs", "namespace SvaOrleans.X.Tests.Sub;"),
            ("tests/X.Tests/Sub/Bad.cs", "namespace SvaOrleans.X.Tests;")
        );

        Assert.Equal(
            [
                "Client/Verbs/Bad.cs: SvaOrleans.Client, expected SvaOrleans.Client.Verbs",
                "Client/Verbs/None.cs: no namespace, expected SvaOrleans.Client.Verbs",
                "tests/X.Tests/Sub/Bad.cs: SvaOrleans.X.Tests, expected SvaOrleans.X.Tests.Sub",
            ],
            Namespaces.NotTheFolder(tree).Select(static one => one.Text)
        );
    }

    [Fact]
    public void File_names_that_occur_twice()
    {
        var tree = Tree.Of(
            ("Client/Step.cs", ""),
            ("Model/Step.cs", ""),
            ("Model/Steps.cs", ""),
            ("tests/X.Tests/Steps.cs", ""),
            ("samples/X/Steps.cs", "")
        );

        Assert.Equal([new("Step.cs", "Client/Step.cs, Model/Step.cs")], Namespaces.NamedTwice(tree));
    }

    [Fact]
    public void Circles_of_folders()
    {
        var tree = Tree.Of(
            ("Client/Client.csproj", ""),
            ("Client/A/One.cs", "using SvaOrleans.Client.B.Below;"),
            ("Client/B/Two.cs", "using SvaOrleans.Client.C;"),
            ("Client/C/Three.cs", "using Three = SvaOrleans.Client.A.Three;\nusing SvaOrleans.Client.D;"),
            ("Client/B/Below/Four.cs", "using SvaOrleans.Client.B.Beside;"),
            ("Client/B/Beside/Five.cs", "using SvaOrleans.Client.B;\nusing SvaOrleans.Model;\nusing SvaOrleans.Clients.A;"),
            ("Client/Root.cs", "using SvaOrleans.Client.A;"),
            ("Client/D/Six.cs", "using SvaOrleans.Client;\nusing static SvaOrleans.Client.D.Six;")
        );

        Assert.Equal(
            [
                "Client/: SvaOrleans.Client.A -> SvaOrleans.Client.B",
                "Client/: SvaOrleans.Client.B -> SvaOrleans.Client.C",
                "Client/: SvaOrleans.Client.C -> SvaOrleans.Client.A",
            ],
            Circles.Found(tree).Select(static one => one.Text)
        );
    }

    [Fact]
    public void Long_files()
    {
        var tree = Tree.Of(
            ("Model/Good.cs", Lines(500)),
            ("Grains/Exit/Bad.cs", Lines(501)),
            ("Checking/Bad.cs", Lines(501)),
            ("bench/Bench/Bad.cs", Lines(501)),
            ("tests/X.Tests/Free.cs", Lines(900)),
            ("Client/demo.yaml", Lines(900))
        );

        Assert.Equal(
            [new("Checking/Bad.cs", "501 lines"), new("Grains/Exit/Bad.cs", "501 lines"), new("bench/Bench/Bad.cs", "501 lines")],
            Sources.TooLong(tree)
        );
    }

    [Fact]
    public void Types_that_are_long_over_all_their_parts()
    {
        static string Part(string name, int lines) =>
            $"namespace N;\n\n/// <summary>One.</summary>\npartial class {name}\n{{\n{Lines(lines - 4)}}}\n";
        var tree = Tree.Of(
            ("Model/Long.cs", Part("Long", 300)),
            ("Model/Long.More.cs", Part("Long", 201)),
            ("Model/Generic.cs", Part("Long<T>", 300)),
            ("Model/Short.cs", Part("Short", 300)),
            ("Model/Short.More.cs", Part("Short", 200)),
            ("Model/Two.cs", $"class Outer\n{{\n    class Inner\n    {{\n{Lines(496)}    }}\n}}\n")
        );

        Assert.Equal(
            [new("N.Long", "501 lines in Model/Long.More.cs, Model/Long.cs"), new(".Outer", "502 lines in Model/Two.cs")],
            Types.TooLong(tree)
        );
    }

    [Theory]
    [InlineData("a.cs", "// A step ends. Who waits for it goes on.", "Who")]
    [InlineData("a.cs", "int x; // Nothing is told\n       // of it.", "is told")]
    [InlineData("a.cs", "/// <summary>What was chosen.</summary>", "What was")]
    [InlineData("a.cs", "var x = $\"{y} came to be\";", "came to be")]
    [InlineData("a.cs", "var x = \"\"\"\n    a house\n    \"\"\";", "house")]
    [InlineData("docs/a.md", "Runs one\nafter the other.", "one after the other")]
    [InlineData("scenarios/races/a.yaml", "about: |\n  Whoever comes\n  tells of it", "Whoever", "tells of")]
    public void Words_that_are_not_plain(string path, string text, params string[] found) =>
        Assert.Equal(found, Words.Found(Tree.Of((path, text))).Select(static one => one.Text.Split(": ")[1]));

    [Theory]
    [InlineData("a.cs", "// Who waits? The one who asked.")]
    [InlineData("a.cs", "int anew; var url = \"http://house\" + x;", "house")]
    [InlineData("docs/a.md", "The `anew` method:\n```\nanew\n```")]
    [InlineData("tests/data/a.yaml", "anew")]
    [InlineData("docs/a.json", "anew")]
    public void Words_that_only_look_so(string path, string text, params string[] found) =>
        Assert.Equal(found, Words.Found(Tree.Of((path, text))).Select(static one => one.Text.Split(": ")[1]));

    [Fact]
    public void Words_are_found_on_their_line() =>
        Assert.Equal(
            [new("Model", "Model/a.cs:3: anew"), new("Model", "Model/a.cs:5: anew")],
            Words.Found(Tree.Of(("Model/a.cs", "class A;\n// One\n// anew.\nvar x = \"\"\"\n    anew\n    \"\"\";")))
        );

    [Theory]
    [InlineData("words Model 2", "words Model: only 1, allowed are 2: write \"words Model 1\" in tests/House.Tests/allowed.txt")]
    [InlineData("words Model 1", null)]
    [InlineData(
        "words Silo 1\nwords Model 1",
        "words Silo: only 0, allowed are 1: remove the line \"words Silo 1\" in tests/House.Tests/allowed.txt"
    )]
    [InlineData("namespaces Model 1", "words Model: 1, allowed are 0:\n    Model/a.cs:1: anew")]
    public void An_allowance_only_shrinks(string allowed, string? complaint) =>
        Assert.Equal(
            complaint is null ? [] : [complaint],
            Allowances.Compare(
                Tree.Of(("tests/House.Tests/allowed.txt", $"# Why.\n\n{allowed}\n")),
                "words",
                [new("Model", "Model/a.cs:1: anew")]
            )
        );

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));
}
