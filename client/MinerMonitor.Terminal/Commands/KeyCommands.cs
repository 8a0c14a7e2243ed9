using System.CommandLine;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Terminal.Views;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>key add|list|remove</c>.</summary>
internal static class KeyCommands
{
    public static Command Make(CommandHost host) => new("key", "Make, list and revoke access keys; needs an admin key.") { Add(host), List(host), Remove(host) };

    private static Command Add(CommandHost host)
    {
        var name = new Argument<string>("name") { Description = "What the key is for" };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "admin, fleet:ID:read, fleet:ID:write, site:FLEET/SITE:read|write, operator:ID:read; may be repeated",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var days = new Option<int?>("--expires-in-days") { Description = "Days until it expires; without it never" };
        var command = new Command("add", "Make an access key and print it, once.") { name, scopes, days };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var request = new KeyRequest
            {
                Name = parse.GetValue(name)!,
                Scopes = parse.GetValue(scopes)!,
                ExpiresAtMs = parse.GetValue(days) is { } count ? session.Surroundings.Time.GetUtcNow().AddDays(count).ToUnixTimeMilliseconds() : null,
            };
            var created = await session.Client.CreateKeyAsync(request, cancellationToken);
            if (session.IsJson)
            {
                session.WriteJson(created, ProtocolJson.Default.KeyCreated);
            }
            else
            {
                session.WriteLine(created.Key);
                session.Warn($"Key {created.Summary.Id} ({string.Join(", ", created.Summary.Scopes)}). It is shown only now: store it.");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(CommandHost host)
    {
        var command = new Command("list", "List access keys, without their secrets.");
        host.On(command, async (session, _, cancellationToken) =>
        {
            var keys = new List<KeySummary>();
            for (Page<KeySummary>? page = null; page is null || page.Next is not null;)
            {
                page = await session.Client.GetKeysAsync(page?.Next, cancellationToken);
                keys.AddRange(page.Items);
            }

            if (session.IsJson)
            {
                session.WriteJson(new Page<KeySummary> { Items = keys }, ProtocolJson.Default.PageKeySummary);
                return ExitCodes.Ok;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("id", "name", "scopes", "made", "expires", "last used");
            foreach (var key in keys)
            {
                table.AddRow(
                    Markup.Escape(key.Id), Markup.Escape(key.Name), Markup.Escape(string.Join(", ", key.Scopes)), Show.At(key.CreatedAtMs),
                    key.ExpiresAtMs is null ? "never" : Show.At(key.ExpiresAtMs), key.LastUsedAtMs is null ? "never" : Show.At(key.LastUsedAtMs));
            }

            session.Console.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(CommandHost host)
    {
        var id = new Argument<string>("id") { Description = "Id of the key, as 'key list' shows it" };
        var command = new Command("remove", "Revoke an access key.") { id };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            await session.Client.DeleteKeyAsync(parse.GetValue(id)!, cancellationToken);
            session.WriteLine($"Revoked {parse.GetValue(id)}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
