namespace SvaOrleans.Silo.Cluster;

/// <summary>All grains of a host on one silo; the strategy of every grain that names no other.</summary>
public sealed class HostPlacementStrategy : PlacementStrategy;
