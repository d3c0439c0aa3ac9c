namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>All grains of a host on one silo; the strategy of every grain that names no other.</summary>
public sealed class HostPlacementStrategy : PlacementStrategy;
