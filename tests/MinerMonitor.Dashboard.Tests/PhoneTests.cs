using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>The top of the page where there is little room.</summary>
[Collection(nameof(BrowserTests))]
public sealed class PhoneTests(Browser browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(390)]
    public async Task Header_is_within_reach_and_the_present_page_in_sight(int width)
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=connect", width, 800);
        await Assertions.Expect(screen["nav-connect"]).ToHaveAttributeAsync("aria-current", "page");
        await Assertions.Expect(screen["nav-connect"]).ToBeInViewportAsync(new() { Ratio = 1 });
        await screen.ContainsAsync("world-text", "2026-02-05");
        await screen.ShotAsync($"header-phone-{width}");

        Assert.Equal("", await OutsideAsync(screen));
        Assert.Equal(1, await screen.Page.EvaluateAsync<int>("new Set([...document.querySelectorAll('.nav a')].map(one => one.getBoundingClientRect().top)).size"));
        Assert.Equal(1, await screen.Page.EvaluateAsync<int>("new Set([...document.querySelectorAll('.nav a')].map(one => one.getBoundingClientRect().height)).size"));
        Assert.Equal(0, await screen.OverflowAsync());

        // The keyboard reaches what is scrolled away, and the edge says that there is more.
        await screen["nav-sector"].FocusAsync();
        await Assertions.Expect(screen["nav-sector"]).ToBeInViewportAsync(new() { Ratio = 1 });
        await Assertions.Expect(screen.Page.Locator(".nav-line")).ToHaveAttributeAsync("data-after", "");
        await screen.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(screen["nav-sector"]).ToHaveAttributeAsync("aria-current", "page");
        Assert.Equal("", await OutsideAsync(screen));
    }

    /// <summary>Parts of the header that lie outside the screen; links of pages count once scrolled to.</summary>
    private static Task<string> OutsideAsync(Screen screen) => screen.Page.EvaluateAsync<string>("""
        () => {
          const width = document.documentElement.clientWidth;
          const outside = (element) => {
            const { left, right, width: own } = element.getBoundingClientRect();
            return own > 0 && (left < -0.5 || right > width + 0.5);
          };
          const line = document.querySelector('.nav');
          const all = [...document.querySelectorAll('#top *')].filter((one) => !one.classList.contains('sr-only') && !line.contains(one));
          const cut = all.filter(outside);
          for (const link of line.children) {
            line.scrollLeft = link.offsetLeft - line.offsetLeft - 34;
            const [inner, frame] = [link.getBoundingClientRect(), line.getBoundingClientRect()];
            if (inner.left < frame.left - 0.5 || inner.right > frame.right + 0.5 || outside(line)) cut.push(link);
          }
          return cut.map((one) => one.outerHTML.slice(0, 120)).join('\n');
        }
        """);
}
