using System.CommandLine;
using System.Globalization;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>import history|samples</c>.</summary>
internal static class ImportCommands
{
    /// <summary>Lines of one request.</summary>
    private const int LinesPerRequest = 10_000;

    public static Command Make(CommandHost host) => new("import", "Import daily history or samples from files.") { History(host), Samples(host) };

    private static Command History(CommandHost host)
    {
        var files = new Argument<string[]>("file") { Description = "CSV tables of daily history, recognised by their headers", Arity = ArgumentArity.OneOrMore };
        var world = new Option<string>("--world") { Description = "World", DefaultValueFactory = _ => "live" };
        var source = new Option<string?>("--source") { Description = "Who says so" };
        var command = new Command("history", "Import CSV tables of daily history; needs an admin key.") { files, world, source };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var code = ExitCodes.Ok;
            foreach (var path in parse.GetValue(files)!)
            {
                await using var file = OpenFile(path);
                var rows = await CountRowsAsync(path, cancellationToken);
                var name = Path.GetFileName(path);
                var result = await session.WithProgressAsync(name, file.Length, progress => session.Client.ImportHistoryAsync(
                    file, parse.GetValue(world)!, parse.GetValue(source), progress, cancellationToken));
                result ??= new UploadResult { Acknowledged = rows, RefusedCount = 0 };
                session.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Acknowledged} rows kept, {result.RefusedCount} refused."));
                code = Math.Max(code, session.Report(name, result));
            }

            return code;
        });
        return command;
    }

    private static Command Samples(CommandHost host)
    {
        var path = new Argument<string>("file") { Description = "Samples as NDJSON or line protocol; - reads standard input" };
        var fleet = new Option<string>("--fleet") { Description = "Fleet of the lines that name none", Required = true };
        var format = new Option<string?>("--format") { Description = "ndjson or line; without it the first line decides" };
        format.AcceptOnlyFromAmong("ndjson", "line");
        var command = new Command("samples", "Import samples of miners; needs a key that may write the fleet.") { path, fleet, format };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var name = parse.GetValue(path)!;
            await using var file = name == "-" ? null : OpenFile(name);
            using var reader = file is null ? null : new StreamReader(file);
            var result = await session.WithProgressAsync(name, file?.Length, progress => UploadAsync(
                session, parse.GetValue(fleet)!, parse.GetValue(format), reader ?? session.Surroundings.In, () => file?.Position ?? 0, progress, cancellationToken));
            session.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Acknowledged} samples are durable, {result.RefusedCount} refused."));
            return session.Report(name, result);
        });
        return command;
    }

    private static async Task<UploadResult> UploadAsync(
        Session session, string fleet, string? format, TextReader reader, Func<long> position, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var total = new UploadResult { Acknowledged = 0, RefusedCount = 0 };
        SampleFormat? kind = format switch { "ndjson" => SampleFormat.Ndjson, "line" => SampleFormat.LineProtocol, _ => null };
        var before = 0;
        while (true)
        {
            var body = new MemoryStream();
            var lines = 0;
            await using (var writer = new StreamWriter(body, leaveOpen: true) { NewLine = "\n" })
            {
                for (; lines < LinesPerRequest && await reader.ReadLineAsync(cancellationToken) is { } line; lines++)
                {
                    kind ??= line.TrimStart() is [var first, ..] ? (first == '{' ? SampleFormat.Ndjson : SampleFormat.LineProtocol) : null;
                    await writer.WriteLineAsync(line);
                }
            }

            if (lines == 0)
            {
                return before > 0 ? total : throw new InputException("There are no samples in the file.");
            }

            if (kind is { } known)
            {
                var part = await session.Client.UploadTextAsync(fleet, known, body.ToArray(), cancellationToken);
                var offset = before;
                total = new UploadResult
                {
                    Acknowledged = total.Acknowledged + part.Acknowledged,
                    RefusedCount = total.RefusedCount + part.RefusedCount,
                    Refused = [.. total.Refused, .. part.Refused.Select(refusal => refusal with { Line = refusal.Line + offset })],
                };
            }

            before += lines;
            progress?.Report(position());
        }
    }

    /// <summary>Rows below the header: where the server keeps all it does not count them.</summary>
    private static async Task<int> CountRowsAsync(string path, CancellationToken cancellationToken)
    {
        var rows = -1;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            rows += string.IsNullOrWhiteSpace(line) ? 0 : 1;
        }

        return Math.Max(rows, 0);
    }

    private static FileStream OpenFile(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw new InputException($"There is no file {path}.");
}
