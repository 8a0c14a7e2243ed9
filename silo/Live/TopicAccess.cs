using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Live;

/// <summary>Decides who may watch what.</summary>
internal sealed class TopicAccess(FleetAccess access, IWorldDirectory worlds)
{
    /// <summary>Refusal of a topic; null when it may be watched.</summary>
    public async ValueTask<TopicRefusal?> CheckAsync(AccessGrant grant, TopicName name)
    {
        var slash = name.Topic.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? name.Topic : name.Topic[..slash];
        var rest = slash < 0 ? "" : name.Topic[(slash + 1)..];
        var refusal = (kind, rest) switch
        {
            ("sector" or "network" or "markets" or "feeds" or "blocks", "") or ("market", not "") or ("events" or "alerts", "sector") =>
                access.CanReadSector(grant) ? null : Denied(grant, name),
            ("fleet" or "events", not "") => await CheckFleetAsync(grant, name, rest),
            ("miner", not "") => await CheckFleetAsync(grant, name, rest.Split('/', 2)[0]),
            ("operator", not "") => grant.CanReadOperator(rest) ? null : Denied(grant, name),
            ("alerts", not "") => grant.CanReadOperator(rest) ? null : await CheckFleetAsync(grant, name, rest),
            _ => new TopicRefusal(ErrorCodes.UnknownTopic, $"There is no topic '{name.Topic}'; see the list of topics in the documentation."),
        };

        // Worlds are looked up last: who may not see a topic learns nothing about worlds either.
        return refusal is null && !await worlds.ExistsAsync(name.World)
            ? new TopicRefusal(ErrorCodes.UnknownWorld, $"There is no world '{name.World}'; GET /api/v1/worlds lists them.")
            : refusal;
    }

    private async ValueTask<TopicRefusal?> CheckFleetAsync(AccessGrant grant, TopicName name, string fleet)
    {
        if (!await access.CanReadAsync(grant, fleet))
        {
            return Denied(grant, name);
        }

        return WorldName.WorldOfSimulatedFleet(fleet) is { } world && world != name.World
            ? new TopicRefusal(ErrorCodes.UnknownFleet, $"Fleet '{fleet}' belongs to world '{world}'; watch it there.")
            : null;
    }

    private static TopicRefusal Denied(AccessGrant grant, TopicName name) => grant.HasKey
        ? new TopicRefusal(ErrorCodes.Forbidden, $"The key does not cover '{name.Topic}'; ask an admin for one with read access.")
        : new TopicRefusal(ErrorCodes.Unauthenticated, $"'{name.Topic}' needs a key; send it as Authorization: Bearer KEY.");
}
