import { isUtf8 } from 'node:buffer'
import type { ReplyAttribute } from '../radius/protocol/client-codec.ts'
import { printable } from './terminal.ts'

const serviceType = 6
const vendorSpecific = 26
/** Attributes that servers send with an administrator's login (RFC 2865 section 5). */
const names: Readonly<Record<number, string>> = {
  [serviceType]: 'Service-Type',
  11: 'Filter-Id',
  25: 'Class',
  27: 'Session-Timeout',
  28: 'Idle-Timeout',
}
/** Attributes with a four-byte integer (RFC 2865 section 5); all others are text or bytes. */
const integers = new Set([serviceType, 27, 28])
/** RFC 2865 section 5.6. */
const serviceTypes: Readonly<Record<number, string>> = {
  1: 'Login-User',
  6: 'Administrative-User',
  7: 'NAS-Prompt-User',
}

/** Reply-Message, State, Proxy-State and Message-Authenticator are shown elsewhere, or mean nothing to a person. */
const notShown = new Set([18, 24, 33, 80])

/** The attributes of an Access-Accept, one line each. */
export function attributeTexts(attributes: readonly ReplyAttribute[]): string[] {
  return attributes.filter(({ type }) => !notShown.has(type)).map(attributeText)
}

function attributeText({ type, value }: ReplyAttribute): string {
  if (type === vendorSpecific && value.length > 6) {
    return `Vendor-Specific ${value.readUInt32BE(0)}/${value[4]} = ${textOrHex(value.subarray(6))}`
  }
  const name = names[type] ?? `Attribute ${type}`
  if (!integers.has(type) || value.length !== 4) return `${name} = ${textOrHex(value)}`
  const integer = value.readUInt32BE(0)
  return `${name} = ${type === serviceType ? (serviceTypes[integer] ?? integer) : integer}`
}

function textOrHex(value: Buffer): string {
  const text = value.toString()
  const isText = isUtf8(value) && printable(text) === text
  return isText ? text : `0x${value.toString('hex')}`
}
