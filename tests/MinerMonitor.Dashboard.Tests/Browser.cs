using Microsoft.Playwright;
using MinerMonitor.TestKit;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>One Chromium for all tests of the page.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] s_flags =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"];

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page that records every error; skips the test where there is no Chromium.</summary>
    public async Task<Screen> OpenAsync(string url, int width = 1920, int height = 1080, bool fakeClock = false, bool reducedMotion = true)
    {
        var executable = Optional.RequireChromium();
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = s_flags });
        }
        finally
        {
            _starting.Release();
        }

        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, Locale = "en-US", TimezoneId = "Pacific/Auckland",
            ReducedMotion = reducedMotion ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        });
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        if (fakeClock) await page.Clock.InstallAsync();
        var screen = new Screen(context, page);
        await page.GotoAsync(url);
        return screen;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }
}

/// <summary>One open page; fails the test at its end when the page printed or threw an error.</summary>
public sealed class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];

    public Screen(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _faults.Add($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _faults.Add($"page error: {error}");
    }

    public IPage Page { get; }

    /// <summary>True for an error line that the test provokes, such as a refused connection.</summary>
    public Func<string, bool> Expected { get; set; } = _ => false;

    public ILocator this[string testId] => Page.Locator($"[data-testid=\"{testId}\"]");

    public Task HasTextAsync(string testId, string text) => Assertions.Expect(this[testId]).ToHaveTextAsync(text);

    public Task ContainsAsync(string testId, string text) => Assertions.Expect(this[testId]).ToContainTextAsync(text);

    /// <summary>Where pictures of screens are kept.</summary>
    public static string PathOf(string name)
    {
        var folder = Path.Combine(Optional.SolutionFolder(), "tests", "artifacts");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{name}.png");
    }

    /// <summary>Saves what is on the screen under tests/artifacts.</summary>
    public Task ShotAsync(string name, bool whole = false) => Page.ScreenshotAsync(new() { Path = PathOf(name), FullPage = whole });

    /// <summary>Pixels by which the page is wider than the screen.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        var unexpected = _faults.Where(fault => !Expected(fault)).ToList();
        Assert.True(unexpected.Count == 0, "The page reported: " + string.Join("; ", unexpected));
    }
}

[CollectionDefinition(nameof(BrowserTests))]
public sealed class BrowserTests : ICollectionFixture<Browser>;
