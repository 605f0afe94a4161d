using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

using Microsoft.Playwright;

using Weft.Data;

namespace Weft.Tests.Cli;

/// <summary>The pages in a browser: by day and by night, on a phone and on a screen, by the rules of axe-core.</summary>
public sealed class ReportPageTests(ReportPages pages) : IClassFixture<ReportPages>
{
    private const string Chromium = "/usr/bin/chromium";

    public static IEnumerable<TheoryDataRow<ColorScheme, int>> Looks =>
        from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        from width in (int[])[390, 1280]
        select new TheoryDataRow<ColorScheme, int>(scheme, width);

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_InABrowser_LoadsNothingFitsAndIsAccessible(ColorScheme scheme, int width)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not here (Debian: apt-get install chromium).");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await OpenAsync(playwright);
        await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        // The large page takes the rules most of their time: it is looked at by day on a phone, and by night on a screen.
        bool takesLarge = FashionMnist.Find() is not null && (scheme == ColorScheme.Light) == (width == 390);
        string[] names = takesLarge ? [.. ReportPages.Names, ReportPages.Fashion] : [.. ReportPages.Names];
        foreach (string name in names)
        {
            IPage page = await context.NewPageAsync();
            List<string> said = [];
            page.Console += (_, message) => said.Add($"console: {message.Text}");
            page.PageError += (_, error) => said.Add($"error: {error}");
            string address = new Uri(pages.File(name)).AbsoluteUri;
            page.Request += (_, request) =>
            {
                if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                {
                    said.Add($"request: {request.Url}");
                }
            };
            await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
            int broken = await page.EvaluateAsync<int>("[...document.images].filter(image => image.naturalWidth === 0).length");
            int wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            AxeResult result = await page.RunAxe();
            string[] serious = [.. result.Violations.Where(found => found.Impact is "serious" or "critical")
                .Select(found => $"{found.Id}: {found.Help} ({string.Join("; ", found.Nodes.Take(3).Select(node => node.Html[..Math.Min(200, node.Html.Length)]))})")];
            Assert.True(said.Count + broken + serious.Length == 0 && wide <= width, $"{name}, {scheme}, {width}: {broken} pictures broken, {wide} wide; {string.Join('\n', [.. said, .. serious])}");
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Matrix_ANumberFollowed_ShowsItsPicturesByKeyboardToo()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not here (Debian: apt-get install chromium).");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await OpenAsync(playwright);
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(pages.File("run/report.html")).AbsoluteUri);
        Assert.Equal(0, await page.Locator(".shown:visible").CountAsync());
        ILocator number = page.Locator(".heat a").First;
        string count = await number.InnerTextAsync();
        await number.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator shown = page.Locator(".shown:visible");
        Assert.Equal(1, await shown.CountAsync());
        Assert.Equal(Math.Min(6, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)), await shown.Locator("img").CountAsync());
    }

    [Fact]
    public void Report_OfFashionMnist_IsSmallerThan2Megabytes()
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");
        Assert.InRange(new FileInfo(pages.File(ReportPages.Fashion)).Length, 300_000, 2_000_000);
    }

    private static Task<IBrowser> OpenAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Chromium,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
