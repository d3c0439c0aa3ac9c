using System.Collections;
using System.Text.RegularExpressions;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Settings;

/// <summary>Nothing that is set is passed over in silence: neither a name that no setting has, nor a value that cannot be read.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sva-settings-");

    [Theory]
    [InlineData(
        "SvaOrleans__Serve__Prot",
        "5051",
        "environment variable SvaOrleans__Serve__Prot is no setting; the nearest is SvaOrleans__Serve__Port"
    )]
    [InlineData("SvaOrleans__Serv__Port", "5051", "the nearest is SvaOrleans__Serve__Port")]
    [InlineData("SvaOrleans__Token", "x", "the nearest is SvaOrleans__Serve__Token")]
    [InlineData("SvaOrleans__Storage__Kind__0", "x", "the nearest is SvaOrleans__Storage__Kind")]
    [InlineData("svaorleans__hanglimits", "x", "the nearest is SvaOrleans__HangLimit")]
    [InlineData(
        "SVAORLEANS_SERVE_PORT",
        "5051",
        "environment variable SVAORLEANS_SERVE_PORT is no setting; the nearest is SvaOrleans__Serve__Port"
    )]
    [InlineData("SvaOrlean__Serve__Port", "5051", "the nearest is SvaOrleans__Serve__Port")]
    [InlineData(
        "SvaOrleans__Storage__Kind",
        "Postgres",
        "environment variable SvaOrleans__Storage__Kind: SvaOrleans:Storage:Kind is 'Postgres'; expected Memory or PostgreSql, nearest PostgreSql"
    )]
    [InlineData("SvaOrleans__Storage__Kind", "1", "SvaOrleans:Storage:Kind is '1'; expected Memory or PostgreSql")]
    [InlineData("SvaOrleans__Serve__Port", "http", "SvaOrleans:Serve:Port is 'http'; expected a whole number")]
    [InlineData("SvaOrleans__Serve__Port", "", "SvaOrleans:Serve:Port is empty; expected a whole number")]
    [InlineData("SvaOrleans__Serve__RequestMax", "32M", "SvaOrleans:Serve:RequestMax is '32M'; expected a whole number")]
    [InlineData("SvaOrleans__Serve__AllowRemote", "yes", "SvaOrleans:Serve:AllowRemote is 'yes'; expected true or false")]
    [InlineData(
        "SvaOrleans__Serve__Lease",
        "15",
        "SvaOrleans:Serve:Lease is '15'; expected a time span in hours, minutes and seconds, such as 00:00:15"
    )]
    [InlineData("SvaOrleans__HangLimit", "20s", "SvaOrleans:HangLimit is '20s'; expected a time span")]
    [InlineData("SvaOrleans__PortTries", "99999999999", "SvaOrleans:PortTries is '99999999999'; expected a whole number")]
    public void A_variable_that_cannot_be_meant_so_is_told(string name, string value, string told) =>
        Assert.Contains(told, Refused("{}", (name, value)), StringComparison.Ordinal);

    [Fact]
    public void Two_variables_of_one_setting_are_told() =>
        Assert.Contains(
            "environment variables SVAORLEANS__SERVE__PORT and SvaOrleans__Serve__Port are the same setting",
            Refused("{}", ("SvaOrleans__Serve__Port", "1"), ("SVAORLEANS__SERVE__PORT", "2")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        """{ "SvaOrleans": { "Serve": { "Porte": 1 } } }""",
        1,
        "SvaOrleans:Serve:Porte is no setting; the nearest is SvaOrleans:Serve:Port"
    )]
    [InlineData("{\n  \"SvaOrleans\": {\n    \"HangLimt\": \"00:00:20\"\n  }\n}", 3, "the nearest is SvaOrleans:HangLimit")]
    [InlineData("{\n \"SvaOrleans:Serve:Prot\": 1 }", 2, "the nearest is SvaOrleans:Serve:Port")]
    [InlineData("{\n \"SvaOrlean\": { \"Serve\": {} } }", 2, "SvaOrlean is no section of settings; the nearest is SvaOrleans")]
    [InlineData(
        """{ "SvaOrleans": { "Serve": { "Port": 1,""" + "\n" + """ "port": 2 } } }""",
        2,
        "SvaOrleans:Serve:port stands there twice"
    )]
    [InlineData("""{ "SvaOrleans": {}, "svaorleans": {} }""", 1, "svaorleans stands there twice")]
    [InlineData(
        """{ "SvaOrleans": { "Storage": { "Kind": "Postgres" } } }""",
        1,
        "SvaOrleans:Storage:Kind is 'Postgres'; expected Memory or PostgreSql, nearest PostgreSql"
    )]
    [InlineData("""{ "SvaOrleans": { "Serve": { "Port": 50.5 } } }""", 1, "SvaOrleans:Serve:Port is '50.5'; expected a whole number")]
    [InlineData("""{ "SvaOrleans": { "Serve": { "Port": null } } }""", 1, "SvaOrleans:Serve:Port is null; expected a whole number")]
    [InlineData("""{ "SvaOrleans": { "Serve": { "Address": null } } }""", 1, "SvaOrleans:Serve:Address is null; expected a text")]
    [InlineData(
        """{ "SvaOrleans": { "Serve": { "Port": { "of": 1 } } } }""",
        1,
        "SvaOrleans:Serve:Port is a group of settings; expected one value"
    )]
    [InlineData("""{ "SvaOrleans": { "Serve": 5 } }""", 1, "SvaOrleans:Serve is no setting")]
    [InlineData("""{ "SvaOrleans": 5 }""", 1, "SvaOrleans is a value; expected settings in braces")]
    [InlineData("""{ "SvaOrleans": { "Serve": ["Port"] } }""", 1, "SvaOrleans:Serve:0 is no setting")]
    [InlineData("{ \"SvaOrleans\": {\n }", 2, "is no JSON: ")]
    [InlineData("[]", 1, "is no object")]
    [InlineData("", 1, "is no JSON: ")]
    public void A_file_that_cannot_be_meant_so_is_told_with_its_line(string text, int line, string told)
    {
        var message = Refused(text);
        Assert.Contains($"{Written}:{line}: ", message, StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var told = Refused("""{ "SvaOrleans": { "A": 1, "Serve": { "B": 2 } } }""", ("SvaOrleans__C", "3"));
        Assert.Equal(3, Regex.Count(told, "is no setting"));
    }

    [Theory]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Error", "Anything": "None" } }, "Other": { "a": 1 } }""")]
    [InlineData(
        """{ /* told */ "svaorleans": { "SERVE": { "port": "0", "Token": null, "Lease": "0:0:15", }, "storage": { "kind": "postgresql" } } }"""
    )]
    [InlineData("{}")]
    public void What_can_be_meant_so_is_taken(string text) =>
        Require(text, ("SVAORLEANS__STORAGE__SERVICE", "x"), ("PATH", "y"), ("Logging__LogLevel__Default", "None"), ("SVA_TOKEN", "z"));

    [Fact]
    public void The_file_that_ships_is_taken() => Require(File.ReadAllText(Path.Combine(Root(), "appsettings.json")));

    [Fact]
    public void A_value_that_may_be_secret_is_never_told()
    {
        var told = Refused(
            """{ "SvaOrleans": { "Tokem": "hunter2-of-the-test" } }""",
            ("SvaOrleans__Storage__Pasword", "hunter2-of-the-test")
        );
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_refuses_them_before_it_starts()
    {
        var told = await Assert.ThrowsAsync<SiloSettingsException>(() => TestServer.Start("--SvaOrleans:Serve:Leese", "00:00:15"));
        Assert.Contains(
            "SvaOrleans:Serve:Leese is no setting; the nearest is SvaOrleans:Serve:Lease",
            told.Message,
            StringComparison.Ordinal
        );
        told = await Assert.ThrowsAsync<SiloSettingsException>(() => TestServer.Start("--SvaOrleans:Serve:Lease", "50.00:00:00"));
        Assert.Contains(
            "SvaOrleans:Serve:Lease is 50.00:00:00; expected a time span from 00:00:01 to 1.00:00:00",
            told.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_page_for_operators_names_every_setting()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "operations.md"));
        Assert.True(KnownSetting.All.Length > 15, "the settings were not found");

        // The last is told to silo processes by their server alone.
        Assert.All(
            KnownSetting.All.Where(static known => known.Path != "SvaOrleans:Storage:Cluster"),
            known => Assert.Contains($"| `{known.Path}` |", page, StringComparison.Ordinal)
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Written => Path.Combine(_folder.FullName, "appsettings.json");

    private string Refused(string text, params (string Name, string Value)[] environment) =>
        Assert.Throws<SiloSettingsException>(() => Require(text, environment)).Message;

    private void Require(string text, params (string Name, string Value)[] environment)
    {
        File.WriteAllText(Written, text);
        SettingsCheck.Require(Written, new Hashtable(environment.ToDictionary(static one => one.Name, static one => one.Value)), []);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "SvaOrleans.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException("the tests are not inside the source folder");
        }

        return at.FullName;
    }
}
