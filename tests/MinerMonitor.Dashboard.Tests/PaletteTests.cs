using System.Globalization;
using System.Text.RegularExpressions;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>Colours as people with deuteranopia and protanopia see them, computed by the matrices of Machado, Oliveira and Fernandes (2009).</summary>
public sealed partial class PaletteTests
{
    /// <summary>Colours that stand beside each other with a meaning: regimes, gain and loss, the lines of the cost chart.</summary>
    private static readonly string[][] s_together =
    [
        ["calm", "elevated", "stressed", "capitulation"], ["good", "bad"], ["price", "cost", "cash", "electricity"],
    ];

    private static readonly Dictionary<string, double[]> s_eyes = new()
    {
        ["normal"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    };

    public static TheoryData<string, string> Eyes => new(from theme in (string[])["dark", "light"] from eye in s_eyes.Keys select (theme, eye));

    [Theory]
    [MemberData(nameof(Eyes))]
    public void Colours_with_a_meaning_stay_apart_and_stand_out_from_the_panel(string theme, string eye)
    {
        var colours = Read(theme);
        var panel = See(colours["panel"], eye);

        foreach (var names in s_together)
        {
            foreach (var name in names)
            {
                var contrast = Contrast(See(colours[name], eye), panel);
                Assert.True(contrast >= 3, $"{name} has a contrast of {contrast:0.00} to the panel for {eye} in {theme}; 3 is needed.");
            }

            foreach (var (one, other) in from one in names from other in names where string.CompareOrdinal(one, other) < 0 select (one, other))
            {
                var apart = Distance(See(colours[one], eye), See(colours[other], eye));
                Assert.True(apart >= 9, $"{one} and {other} are {apart:0.0} apart (CIE76) for {eye} in {theme}; 9 is needed.");
            }
        }
    }

    private static Dictionary<string, double[]> Read(string theme)
    {
        var css = File.ReadAllText(Path.Combine(FakeMonitor.WebRoot, "css", "base.css"));
        var dark = Variable().Matches(css[..css.IndexOf("[data-theme=\"light\"]", StringComparison.Ordinal)]);
        var start = css.IndexOf("[data-theme=\"light\"]", StringComparison.Ordinal);
        var light = Variable().Matches(css[start..css.IndexOf('}', start)]);
        var colours = dark.ToDictionary(one => one.Groups["name"].Value, one => Linear(one.Groups["hex"].Value));
        if (theme == "light")
        {
            foreach (Match one in light) colours[one.Groups["name"].Value] = Linear(one.Groups["hex"].Value);
        }

        return colours;
    }

    private static double[] Linear(string hex) => [.. Enumerable.Range(0, 3).Select(part =>
    {
        var value = int.Parse(hex.AsSpan(part * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    })];

    private static double[] See(double[] rgb, string eye)
    {
        var matrix = s_eyes[eye];
        return [.. Enumerable.Range(0, 3).Select(row => Math.Clamp((matrix[row * 3] * rgb[0]) + (matrix[(row * 3) + 1] * rgb[1]) + (matrix[(row * 3) + 2] * rgb[2]), 0, 1))];
    }

    private static double Luminance(double[] rgb) => (0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]);

    private static double Contrast(double[] one, double[] other)
    {
        var (high, low) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (high + 0.05) / (low + 0.05);
    }

    private static double Distance(double[] one, double[] other) => Math.Sqrt(Lab(one).Zip(Lab(other), (a, b) => (a - b) * (a - b)).Sum());

    private static double[] Lab(double[] rgb)
    {
        var x = Curve(((0.4124 * rgb[0]) + (0.3576 * rgb[1]) + (0.1805 * rgb[2])) / 0.95047);
        var y = Curve(Luminance(rgb));
        var z = Curve(((0.0193 * rgb[0]) + (0.1192 * rgb[1]) + (0.9505 * rgb[2])) / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Curve(double value) => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16 / 116.0);

    [GeneratedRegex(@"--(?<name>[a-z-]+): #(?<hex>[0-9a-f]{6});")]
    private static partial Regex Variable();
}
