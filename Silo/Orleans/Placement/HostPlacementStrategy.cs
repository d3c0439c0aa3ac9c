namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>All grains of a host on one silo. The default strategy of the cluster.</summary>
public sealed class HostPlacementStrategy : PlacementStrategy;
