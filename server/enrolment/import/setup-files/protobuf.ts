/** Field number -> its values in order: a number for a varint, bytes for what has a length. */
export type ProtobufFields = ReadonlyMap<number, readonly (number | Uint8Array)[]>

/** The fields of one message of Protocol Buffers' wire format; null when the bytes are no message, or of groups. */
export function readProtobuf(bytes: Uint8Array): ProtobufFields | null {
  const fields = new Map<number, (number | Uint8Array)[]>()
  let at = 0

  /** Of a longer one the lowest 49 bits: it is a negative number, and only ever compared with another. */
  function varint(): number | null {
    let value = 0
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++]
      if (byte === undefined) return null
      if (i < 7) value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    return null
  }

  function value(wireType: number): number | Uint8Array | null {
    const number = varint()
    if (wireType === 0 || number === null) return number
    if (wireType !== 2 || number > bytes.length - at) return null
    at += number
    return bytes.subarray(at - number, at)
  }

  while (at < bytes.length) {
    const tag = varint()
    if (tag === null) return null
    const read = value(tag % 8)
    if (read === null) return null
    const field = Math.floor(tag / 8)
    fields.set(field, [...(fields.get(field) ?? []), read])
  }
  return fields
}
