namespace MinerMonitor.Silo.Access;

/// <summary>What an endpoint asks of its caller.</summary>
internal enum AccessKind
{
    /// <summary>Nothing: the sign-in, health, the page's files.</summary>
    Public,

    /// <summary>Sector, market, network and world surfaces: public unless <c>Monitor:Access:PublicSector=false</c>, then any valid key.</summary>
    SectorRead,

    /// <summary>Any valid key; the endpoint itself looks at what the key covers.</summary>
    AnyKey,

    /// <summary>Read on the fleet of route value <c>fleet</c>.</summary>
    FleetRead,

    /// <summary>Write on the fleet of route value <c>fleet</c>.</summary>
    FleetWrite,

    /// <summary>Read on the operator of route value <c>operator</c>.</summary>
    OperatorRead,

    /// <summary>The admin scope.</summary>
    Admin,
}
