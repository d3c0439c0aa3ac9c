using System.Net;
using System.Text.RegularExpressions;

namespace SvaOrleans.Server.Tests.Pages;

/// <summary>The pages are complete, request only this server, and fit each other.</summary>
public sealed partial class PageTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly string[] Scripts =
    [
        "sva.js",
        "api.js",
        "text.js",
        "table.js",
        "confirm.js",
        "rates.js",
        "history.js",
        "journal.js",
        "overview.js",
        "host.js",
        "drawing.js",
    ];

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/pages/sva.js", "text/javascript")]
    [InlineData("/pages/sva.css", "text/css")]
    public async Task A_page_has_its_type_and_may_load_from_here_alone(string path, string type)
    {
        using var answer = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", answer.Content.Headers.ContentType?.CharSet);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_has_nothing_that_the_policy_forbids()
    {
        var document = await Text("/");
        Assert.DoesNotMatch(@"<script(?![^>]*\ssrc=)", document);
        Assert.DoesNotMatch(@"<style|\sstyle=|\son[a-z]+=|https?://", document);
        foreach (Match link in LocalLink().Matches(document))
        {
            using var answer = await server.Http.GetAsync(link.Groups[1].Value);
            Assert.True(answer.IsSuccessStatusCode, link.Value);
        }
    }

    [Fact]
    public async Task The_scripts_put_data_into_the_page_as_text_alone()
    {
        foreach (var script in Scripts)
        {
            var text = await Text("/pages/" + script);
            Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|""style""", text);
            Assert.All(Address().Matches(text), static address => Assert.Equal("http://www.w3.org/2000/svg", address.Value));
        }
    }

    [Fact]
    public async Task Every_script_that_a_script_imports_is_served_and_known_here()
    {
        foreach (var script in Scripts)
        {
            Assert.All(Import().Matches(await Text("/pages/" + script)), static import => Assert.Contains(import.Groups[1].Value, Scripts));
        }
    }

    [Fact]
    public async Task Every_element_that_the_scripts_look_for_is_in_the_document_once()
    {
        var ids = Id().Matches(await Text("/")).Select(static id => id.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        var wanted = new List<string>();
        foreach (var script in Scripts)
        {
            wanted.AddRange(Wanted().Matches(await Text("/pages/" + script)).Select(static id => id.Groups[1].Value));
        }

        Assert.True(wanted.Count > 30, "the look-ups were not found");
        Assert.Empty(wanted.Except(ids, StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_labels_name_is_in_the_document()
    {
        var document = await Text("/");
        var ids = Id().Matches(document).Select(static id => id.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Labelled().Matches(document), label => Assert.Contains(label.Groups[1].Value, ids));
    }

    [Fact]
    public async Task Everything_that_the_scripts_ask_for_is_in_the_api()
    {
        var calls = ApiCall().Matches(await Text("/pages/api.js"));
        Assert.True(calls.Count >= 9, "the calls were not found");
        foreach (Match call in calls)
        {
            var path = "/api/v1/" + Hole().Replace(call.Groups[2].Value, "7");
            using var answer = call.Groups[1].Value switch
            {
                "get" => await server.Http.GetAsync(path),
                "post" => await server.Post(path, "{}"),
                _ => await server.Http.DeleteAsync(path),
            };
            if (!answer.IsSuccessStatusCode)
            {
                var fault = await TestServer.FaultOf(answer);
                Assert.DoesNotContain("address", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("/nothing", 404)]
    [InlineData("/api/v1/hosts/absent", 404)]
    [InlineData("/api/v1/sessions", 405)]
    [InlineData("/api/v1/hosts?limit=-1", 400)]
    public async Task A_fault_is_a_page_to_a_browser_and_json_to_a_program(string path, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"status {status}: ", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/\"", page, StringComparison.Ordinal);

        using var program = await server.Http.GetAsync(path);
        Assert.Equal("Accept", Assert.Single(program.Headers.Vary));
        await TestServer.FaultOf(program);
    }

    [Fact]
    public async Task What_a_fault_quotes_is_text_on_its_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/hosts/" + Uri.EscapeDataString("<b>{status}&"));
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await server.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("&lt;b&gt;{status}&amp;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hosts/c1-h0", "/#/hosts/c1-h0")]
    [InlineData("/hosts/a%20b", "/#/hosts/a%20b")]
    [InlineData("/hosts", "/#/")]
    public async Task The_address_of_a_host_leads_to_its_page(string path, string place)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(place, answer.Headers.Location!.OriginalString);

        using var program = await browser.GetAsync(path);
        Assert.Contains("/api/v1/", (await TestServer.FaultOf(program)).Message, StringComparison.Ordinal);
    }

    private Task<string> Text(string path) => server.Http.GetStringAsync(path);

    [GeneratedRegex(@"\b(?:src|href)=""(/[^""]+)""")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"https?://[^""'`\s]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"from ""\./([^""]+)""")]
    private static partial Regex Import();

    [GeneratedRegex(@"\bid=""([^""]+)""")]
    private static partial Regex Id();

    [GeneratedRegex(@"byId\(""([^""]+)""\)")]
    private static partial Regex Wanted();

    [GeneratedRegex(@"aria-labelledby=""([^""]+)""")]
    private static partial Regex Labelled();

    [GeneratedRegex(@"=> (get|post|remove)\([""`]([^""`]*)[""`]")]
    private static partial Regex ApiCall();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Hole();
}
