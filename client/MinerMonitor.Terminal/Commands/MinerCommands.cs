using System.CommandLine;
using System.Globalization;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>miner import|set|remove</c>: what a person sets of miners, one or many at once.</summary>
internal static class MinerCommands
{
    public static Command Make(CommandHost host) => new("miner", "Set what a person says of miners: one, many at once, or from an inventory.") { Import(host), Set(host), Remove(host) };

    private static Command Import(CommandHost host)
    {
        var fleet = Fleet();
        var path = new Argument<string>("file")
        {
            Description = "CSV with a header: miner, and any of site, label, model, nominalHashrateThs, tariffOverrideUsdKwh, maintenance",
        };
        var command = new Command("import", "Take an inventory: add miners that are new, and set what each row says.") { fleet, path };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var name = Path.GetFileName(parse.GetValue(path)!);
            await using var file = File.Exists(parse.GetValue(path)) ? File.OpenRead(parse.GetValue(path)!) : throw new InputException($"There is no file {parse.GetValue(path)}.");
            try
            {
                var result = await session.WithProgressAsync(
                    name, file.Length, progress => session.Client.PutMinersAsync(parse.GetValue(fleet)!, file, progress, cancellationToken));
                return Tell(session, result, $"{name}: {result.Matched} miners, {result.Added} of them new; {result.Changed} changed.");
            }
            catch (MonitorRefusedException refused) when (refused.Acknowledged is { } kept)
            {
                session.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {kept} rows kept, {refused.RefusedCount} refused."));
                return session.Report(name, new UploadResult { Acknowledged = kept, RefusedCount = refused.RefusedCount ?? refused.Refused.Count, Refused = refused.Refused });
            }
        });
        return command;
    }

    private static Command Set(CommandHost host)
    {
        var (fleet, which) = (Fleet(), new WhichMiners());
        var label = new Option<string?>("--label") { Description = "Name; an empty one removes" };
        var moveTo = new Option<string?>("--move-to") { Description = "Site to move to, until a sample says another" };
        var maintenance = new Option<bool?>("--maintenance") { Description = "true while a person works on it; false: it is back" };
        var tariff = new Option<double?>("--tariff-usd-kwh") { Description = "Tariff of the machine alone, USD per kWh; a negative one removes" };
        var model = new Option<string?>("--set-model") { Description = "Model, until a sample says another" };
        var nominal = new Option<double?>("--nominal-ths") { Description = "Nominal hashrate, TH/s, until a sample says another; a negative one removes" };
        var command = new Command("set", "Set the same on one miner, or on all that the filters let through.") { fleet, label, moveTo, maintenance, tariff, model, nominal };
        which.AddTo(command);
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var settings = new MinerSettings
            {
                Label = parse.GetValue(label), Site = parse.GetValue(moveTo), Maintenance = parse.GetValue(maintenance), TariffOverrideUsdKwh = parse.GetValue(tariff),
                Model = parse.GetValue(model), NominalHashrateThs = parse.GetValue(nominal),
            };
            if (settings == new MinerSettings())
            {
                throw new InputException("Say what to set: --label, --move-to, --maintenance, --tariff-usd-kwh, --set-model or --nominal-ths.");
            }

            if (which.MinerOf(parse) is not { } miner)
            {
                var result = await session.Client.PatchMinersAsync(parse.GetValue(fleet)!, which.FilterOf(parse), settings, cancellationToken);
                return Tell(session, result, $"{result.Matched} miners found; {result.Changed} changed.");
            }

            await session.Client.PatchMinerAsync(parse.GetValue(fleet)!, miner, settings, cancellationToken);
            session.WriteLine($"Miner {miner} of {parse.GetValue(fleet)} is set.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(CommandHost host)
    {
        var (fleet, which) = (Fleet(), new WhichMiners());
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("remove", "Remove one miner, or all that the filters let through; they come back as new ones when they report.") { fleet, yes };
        which.AddTo(command);
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var name = parse.GetValue(fleet)!;
            if (which.MinerOf(parse) is { } miner)
            {
                await session.Client.DeleteMinerAsync(name, miner, cancellationToken);
                session.WriteLine($"Removed {miner} from {name}.");
                return ExitCodes.Ok;
            }

            var filter = which.FilterOf(parse);
            if (!parse.GetValue(yes))
            {
                var total = (await session.Client.GetMinersAsync(name, (filter ?? new MinerFilter()) with { Limit = 1 }, null, cancellationToken)).Total;
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"This removes {total} miners of {name} and their history; add --yes to do so."));
            }

            var result = await session.Client.DeleteMinersAsync(name, filter, cancellationToken);
            return Tell(session, result, $"Removed {result.Changed} miners of {name}.");
        });
        return command;
    }

    private static Argument<string> Fleet() => new("fleet") { Description = "Fleet of the miners" };

    private static int Tell(Session session, MinerChangeResult result, FormattableString sentence)
    {
        if (session.IsJson)
        {
            session.WriteJson(result, ProtocolJson.Default.MinerChangeResult);
        }
        else
        {
            session.WriteLine(sentence.ToString(CultureInfo.InvariantCulture));
        }

        return ExitCodes.Ok;
    }

    /// <summary>The options that say which miners are meant.</summary>
    private sealed class WhichMiners
    {
        private readonly Option<string?> _miner = new("--miner") { Description = "This one alone" };
        private readonly Option<string?> _site = new("--site") { Description = "Only miners of this site" };
        private readonly Option<string?> _state = new("--state") { Description = $"Only miners in this state: {string.Join(", ", MinerStates.All)}" };
        private readonly Option<string?> _model = new("--model") { Description = "Only miners of this model" };
        private readonly Option<bool?> _underWater = new("--under-water") { Description = "true: only miners that lose money now; false: only those that do not" };
        private readonly Option<string?> _text = new("--text") { Description = "Only miners whose id or model holds this text" };
        private readonly Option<bool> _all = new("--all") { Description = "Every miner of the fleet" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_miner, _site, _state, _model, _underWater, _text, _all])
            {
                command.Options.Add(option);
            }
        }

        public string? MinerOf(ParseResult parse)
        {
            var miner = parse.GetValue(_miner);
            return miner is null || Filter(parse) == new MinerFilter() ? miner : throw new InputException("--miner names one; leave the filters out.");
        }

        /// <summary>The filter; null: every miner.</summary>
        public MinerFilter? FilterOf(ParseResult parse)
        {
            var (filter, none) = (Filter(parse), new MinerFilter());
            return filter != none ? filter
                : parse.GetValue(_all) ? null
                : throw new InputException("Say which miners are meant: --miner, --site, --state, --model, --under-water or --text; or --all for every one.");
        }

        private MinerFilter Filter(ParseResult parse) => new()
        {
            Site = parse.GetValue(_site), State = parse.GetValue(_state), Model = parse.GetValue(_model), UnderWater = parse.GetValue(_underWater), Text = parse.GetValue(_text),
        };
    }
}
