using SvaOrleans.House.Tests.Rules;

namespace SvaOrleans.House.Tests;

/// <summary>Every rule on what a file may hold finds what breaks it, and nothing else.</summary>
public class BrokenContentRuleTests
{
    [Fact]
    public void Places_of_one_machine() =>
        Assert.Equal(
            ["docs/a.md:1: /root/.cache", "scenarios/b.yaml:1: /srv/me"],
            Contents.Places(
                Tree.Of(
                    ("docs/a.md", "see /root/.cache\nand /dev/null"),
                    ("docs/c.md", "a/work/b, https://x.org/home/y, /sys/class/iommu"),
                    ("scenarios/b.yaml", "about: /srv/me/x"),
                    ("scenarios/data/t.strace", "/srv/me/x"),
                    ("tests/X.Tests/a.cs", "var x = \"/root/.cache\";")
                )
            )
        );

    [Fact]
    public void Files_of_no_kind_that_the_project_has() =>
        Assert.Equal(
            [
                "Model/empty.cs (empty)",
                "Model/obj.dll (no extension that the project has)",
                "d.sh (not text)",
                "tests/data/x.dll (no extension that the project has)",
            ],
            Contents.Unexpected(
                Tree.Of(
                    ("sva", "#!/bin/sh"),
                    ("d.sh", "a\0b"),
                    ("Model/obj.dll", "x"),
                    ("Model/empty.cs", "\n"),
                    ("docs/images/a.png", "\0"),
                    ("tests/data/x.gz", "\0"),
                    ("tests/data/x.dll", "\0")
                )
            )
        );

    [Fact]
    public void Source_files_of_no_project() =>
        Assert.Equal(
            ["Old/A.cs"],
            Contents.Uncompiled(
                Tree.Of(
                    ("Old/A.cs", ""),
                    ("Model/Model.csproj", ""),
                    ("Model/Words/A.cs", ""),
                    ("tests/Shared/A.cs", ""),
                    ("tests/Directory.Build.targets", "<Compile Include=\"$(MSBuildThisFileDirectory)Shared/*.cs\" />")
                )
            )
        );

    [Theory]
    [InlineData("Model/A.cs", "\n// TODO: later", "Model/A.cs:2: TODO")]
    [InlineData("docs/a.md", "FIXME", "docs/a.md:1: FIXME")]
    [InlineData("tests/X.Tests/A.cs", "var x = \"XXX\"; // HACK", "tests/X.Tests/A.cs:1: XXX")]
    [InlineData("tests/data/a.strace", "FIXME", null)]
    [InlineData("docs/todo.md", "What is to do, AF_XXXX, method", null)]
    public void Work_that_is_put_off(string path, string text, string? found) =>
        Assert.Equal(found is null ? [] : [found], Contents.PutOff(Tree.Of((path, text))));
}
