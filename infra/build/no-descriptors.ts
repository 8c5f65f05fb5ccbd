import { Enum, Root, Type } from 'protobufjs';

/**
 * Replaces protobufjs' descriptors in the bundle. gRPC makes one of each protocol, message and enumeration when a client is
 * created, for servers that describe themselves to their clients. No client reads them, and making them takes longer
 * than anything else that a client does before its first request.
 */

const noDescriptor = { $type: { toObject: () => ({}) } };

Object.assign(Root.prototype, { toDescriptor: () => ({ file: [] }) });
Object.assign(Type.prototype, { toDescriptor: () => noDescriptor });
Object.assign(Enum.prototype, { toDescriptor: () => noDescriptor });
