namespace MinerMonitor.Protocol;

/// <summary>Stable codes of problem documents, refusals and hub errors. Sentences may change, codes do not.</summary>
public static class ErrorCodes
{
    /// <summary>No key was given and the resource is not public.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The key is unknown, revoked or expired.</summary>
    public const string InvalidKey = "invalid_key";

    /// <summary>The key's scopes do not cover the resource.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>No such fleet, or not visible to the key.</summary>
    public const string UnknownFleet = "unknown_fleet";

    /// <summary>No such miner in the fleet.</summary>
    public const string UnknownMiner = "unknown_miner";

    /// <summary>No such site in the fleet.</summary>
    public const string UnknownSite = "unknown_site";

    /// <summary>No such entry in the treasury of the fleet.</summary>
    public const string UnknownEntry = "unknown_entry";

    /// <summary>No such operator, or not visible to the key.</summary>
    public const string UnknownOperator = "unknown_operator";

    /// <summary>No such market.</summary>
    public const string UnknownMarket = "unknown_market";

    /// <summary>No such world.</summary>
    public const string UnknownWorld = "unknown_world";

    /// <summary>No such topic.</summary>
    public const string UnknownTopic = "unknown_topic";

    /// <summary>No such series.</summary>
    public const string UnknownSeries = "unknown_series";

    /// <summary>There is no such feed.</summary>
    public const string UnknownFeed = "unknown_feed";

    /// <summary>The request's text is not what the surface takes.</summary>
    public const string Malformed = "malformed";

    /// <summary>A value is outside what makes sense.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>Some lines or rows were refused; the others were kept.</summary>
    public const string PartlyRefused = "partly_refused";

    /// <summary>The body is larger than the surface takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The device does not mine SHA-256.</summary>
    public const string Algorithm = "algo";

    /// <summary>The line names nothing that identifies a miner.</summary>
    public const string NoIdentity = "no_identity";

    /// <summary>The line has an identity but no reading.</summary>
    public const string NoReading = "no_reading";

    /// <summary>The timestamp lies more than 24 hours ahead.</summary>
    public const string Future = "future";

    /// <summary>The miner is new, and its fleet has as many as it may have.</summary>
    public const string FleetFull = "fleet_full";

    /// <summary>The store cannot take writes now (stopped, full, or its disk is full); try again later.</summary>
    public const string StoreUnavailable = "store_unavailable";

    /// <summary>The store is near its memory budget; intake is refused before anything is lost.</summary>
    public const string StoreFull = "store_full";

    /// <summary>The server takes no more work now; try again after the time named.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The resource exists already and is different.</summary>
    public const string Conflict = "conflict";

    /// <summary>The viewer did not read fast enough and was disconnected.</summary>
    public const string Slow = "slow";

    /// <summary>A replay world cannot be written from outside.</summary>
    public const string ReadOnlyWorld = "read_only_world";

    /// <summary>There is no such route.</summary>
    public const string NotFound = "not_found";

    /// <summary>No such key.</summary>
    public const string UnknownKey = "unknown_key";

    /// <summary>The route does not take this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The surface does not take this kind of body.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>Too many failed attempts with a key from this address; wait a minute.</summary>
    public const string TooManyAttempts = "too_many_attempts";

    /// <summary>A fault of the server; its log says more.</summary>
    public const string Internal = "internal";
}
