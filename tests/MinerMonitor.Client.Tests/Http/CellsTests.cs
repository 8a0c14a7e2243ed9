using System.Text;
using Xunit;

namespace MinerMonitor.Client.Tests.Http;

public sealed class CellsTests
{
    private const string Header = """
        {"v":1,"world":"live","fleet":"acme","atMs":1770249900000,"count":3,"hashpriceUsdPhDay":31.3,"states":["unknown","hashing"],"sites":["north"],"models":["S21"],
         "columns":[{"name":"state","type":"u8"},{"name":"site","type":"u16"},{"name":"later","type":"f32"},{"name":"marginUsdPhDay","type":"f32"},{"name":"heardSec","type":"u32"}]}
        """;

    [Fact]
    public async Task Columns_are_read_with_their_padding_and_unknown_ones_passed_over()
    {
        var cells = await FleetCells.ReadAsync(new MemoryStream(Answer(Header)), TestContext.Current.CancellationToken);

        Assert.Equal(("acme", 3, 31.3), (cells.Header.Fleet, cells.Header.Count, cells.Header.HashpriceUsdPhDay));
        Assert.Equal([1, 0, 1], cells.State.ToArray());
        Assert.Equal([0, 65535, 0], cells.Site.ToArray());
        Assert.Equal([1.5f, float.NaN, -2], cells.MarginUsdPhDay.ToArray());
        Assert.Equal([5, uint.MaxValue, 7], cells.HeardSec.ToArray());
        Assert.True(cells.Cell.IsEmpty);
    }

    [Fact]
    public async Task An_answer_that_ends_early_or_is_none_is_no_cells()
    {
        var whole = Answer(Header);
        for (var length = 0; length < whole.Length; length++)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => FleetCells.ReadAsync(new MemoryStream(whole, 0, length), TestContext.Current.CancellationToken));
        }

        await RefusesAsync(Encoding.UTF8.GetBytes("<!doctype html><title>A page</title>"));
        await RefusesAsync(Answer(Header.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal)));
        await RefusesAsync(Answer(Header.Replace("\"count\":3", "\"count\":-3", StringComparison.Ordinal)));
        await RefusesAsync(Answer(Header.Replace("\"count\":3", "\"count\":2000000000", StringComparison.Ordinal)));
        await RefusesAsync(Answer(Header.Replace("\"u16\"", "\"u24\"", StringComparison.Ordinal)));

        static Task RefusesAsync(byte[] answer) =>
            Assert.ThrowsAsync<InvalidDataException>(() => FleetCells.ReadAsync(new MemoryStream(answer), TestContext.Current.CancellationToken));
    }

    private static byte[] Answer(string header)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write((uint)Encoding.UTF8.GetByteCount(header));
        writer.Write(Encoding.UTF8.GetBytes(header));
        Pad();
        writer.Write([1, 0, 1]);
        Pad();
        foreach (var site in new ushort[] { 0, 65535, 0 }) writer.Write(site);
        Pad();
        foreach (var later in new float[] { 9, 9, 9 }) writer.Write(later);
        Pad();
        foreach (var margin in new[] { 1.5f, float.NaN, -2 }) writer.Write(margin);
        Pad();
        foreach (var age in new uint[] { 5, uint.MaxValue, 7 }) writer.Write(age);
        Pad();
        return stream.ToArray();

        void Pad()
        {
            while (stream.Length % 8 != 0) writer.Write((byte)0);
        }
    }
}
