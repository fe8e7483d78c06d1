package io.xiaoer.simulator.fault;

/** A fault, and how often it is to strike. */
public record FaultOrder(Fault fault, Extent extent) {}
