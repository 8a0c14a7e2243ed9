namespace MinerMonitor.Dashboard.Tests;

/// <summary>The modules behind the heat map and the supply curve, without a screen.</summary>
[Collection(nameof(BrowserTests))]
public sealed class HeatMapTests(Browser browser)
{
    [Fact]
    public Task Reads_cells_and_names_what_is_wrong_with_others() => HoldsAsync("""
        const body = (header, columns, cut = 0) => {
          const json = new TextEncoder().encode(JSON.stringify(header));
          const padded = (length) => (length + 7) & ~7;
          const bytes = new Uint8Array(padded(4 + json.length) + columns.reduce((sum, one) => sum + padded(one.byteLength), 0));
          new DataView(bytes.buffer).setUint32(0, json.length, true);
          bytes.set(json, 4);
          let at = padded(4 + json.length);
          for (const one of columns) { bytes.set(new Uint8Array(one.buffer), at); at += padded(one.byteLength); }
          return bytes.buffer.slice(0, bytes.length - cut);
        };
        const header = { v: 1, count: 3, atMs: 5, states: ['unknown', 'hashing'], sites: ['a'], models: [], columns: [{ name: 'state', type: 'u8' }, { name: 'marginUsdPhDay', type: 'f32' }] };
        const columns = [Uint8Array.of(1, 0, 1), Float32Array.of(1.5, NaN, -2)];
        const cells = parseCells(body(header, columns));
        same([cells.count, cells.hashpriceUsdPhDay, [...cells.columns.state]], [3, null, [1, 0, 1]]);
        same([...cells.columns.marginUsdPhDay].map((one) => (Number.isNaN(one) ? 'none' : one)), [1.5, 'none', -2]);
        const fault = (make) => { try { make(); return 'none'; } catch (error) { return error.message; } };
        same(fault(() => parseCells(new ArrayBuffer(2))), 'The answer is too short to be cells.');
        same(fault(() => parseCells(Uint8Array.of(255, 0, 0, 0, 1).buffer)), 'The header of the cells is longer than the answer.');
        same(fault(() => parseCells(body({ ...header, v: 2 }, columns))), 'The cells are of version 2; this page reads version 1. Reload it.');
        same(fault(() => parseCells(body(header, columns, 8))), 'Column marginUsdPhDay of the cells is cut off.');
        same(fault(() => parseCells(body({ ...header, columns: [{ name: 'x', type: 'f64' }] }, []))), 'Column x of the cells has the unknown type f64.');
        """);

    [Fact]
    public Task Gives_every_cell_a_place_of_its_own_that_is_found_again() => HoldsAsync("""
        for (const [count, sites, width, height] of [[1, 1, 400, 300], [7, 3, 320, 200], [600, 4, 1200, 480], [10_000, 3, 1200, 500], [5_000, 400, 900, 500], [90_000, 2, 350, 260]]) {
          const keys = Uint16Array.from({ length: count }, (_, cell) => (cell * 7919) % sites);
          const { groups, order } = group(keys, Array.from({ length: sites }, (_, site) => 's' + site), count);
          same(new Set(order).size, count);
          same(groups.reduce((sum, one) => sum + one.count, 0), count);
          const placed = layout(groups, width, height, 20);
          const seen = new Set();
          for (let place = 0; place < count; place++) {
            const { x, y } = cornerOf(placed, place);
            if (x < 0 || x + placed.size > width || y + placed.size > placed.height) throw new Error(`place ${place} of ${count} lies outside`);
            seen.add(`${x},${y}`);
            if (placeAt(placed, x + placed.size / 2, y + placed.size / 2) !== place) throw new Error(`place ${place} of ${count} is not found again`);
          }
          same(seen.size, count);
        }
        """);

    [Fact]
    public Task Moves_by_keys_within_a_group_and_between_groups() => HoldsAsync("""
        const { groups } = group(Uint8Array.from({ length: 30 }, (_, cell) => (cell < 20 ? 0 : 1)), ['a', 'b'], 30);
        const placed = layout(groups, 400, 300, 20);
        const columns = placed.blocks[0].columns;
        same(['ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'End', 'PageDown', 'x'].map((key) => step(placed, 0, key)), [0, 1, columns, 0, 19, 20, 0]);
        same([step(placed, 29, 'PageUp'), step(placed, 25, 'Home'), step(placed, 29, 'ArrowRight'), step(placed, -1, 'Home')], [0, 20, 29, 0]);
        """);

    [Fact]
    public Task Puts_the_unknown_last_and_the_break_even_in_the_middle_of_the_scale() => HoldsAsync("""
        const margin = COLOURINGS.find((one) => one.id === 'margin');
        const values = Float32Array.from([-30, -3, 0, 2, NaN, 5]);
        const { levels, domain, known } = quantise(margin, { marginUsdPhDay: values }, values.length);
        same([domain, known, [...levels]], [[-30, 5], 5, [1, 115, 128, 179, 0, 255]]);
        same([...byLevel(levels)], [0, 1, 2, 3, 5, 4]);
        const all = quantise(margin, { marginUsdPhDay: Float32Array.from({ length: 4_000_000 }, (_, index) => (index % 800 ? 1 : -9)) }, 4_000_000);
        same(all.domain[1], 1);
        """);

    [Fact]
    public Task Draws_a_supply_curve_with_what_is_switched_off_apart() => HoldsAsync("""
        const steps = [{ breakEvenHashpriceUsdPhDay: 20, nominalThs: 100 }, { breakEvenHashpriceUsdPhDay: 30, nominalThs: 50, offThs: 20 }, { breakEvenHashpriceUsdPhDay: 40, nominalThs: 10, offThs: 10 }];
        const drawn = curve(steps, 25);
        same(drawn.above, [[0, 20], [100, 20]]);
        same(drawn.under, [[100, 30], [130, 30]]);
        same(drawn.off, [[130, 30], [150, 30], [150, 40], [160, 40]]);
        same([drawn.aboveThs, drawn.underThs, drawn.offThs, drawn.allThs], [100, 30, 30, 160]);
        same(curve(steps, null).underThs, 0);
        """);

    private async Task HoldsAsync(string body)
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=connect");
        var fault = await screen.Page.EvaluateAsync<string?>($$"""
            async () => {
              const { parseCells } = await import('{{monitor.Url}}js/views/fleet/cells.js');
              const { group, layout, cornerOf, placeAt, step, byLevel } = await import('{{monitor.Url}}js/views/fleet/heatLayout.js');
              const { COLOURINGS, quantise } = await import('{{monitor.Url}}js/views/fleet/palette.js');
              const { curve } = await import('{{monitor.Url}}js/views/fleet/supplyCurve.js');
              const same = (got, want) => { if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`); };
              try { {{body}} return null; } catch (error) { return error.stack; }
            }
            """);
        Assert.Null(fault);
    }
}
