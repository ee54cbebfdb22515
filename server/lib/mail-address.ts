/**
 * Exactly one mailbox that mail can be sent to (RFC 5321 section 4.1.2, without quoted local parts; RFC 6531 characters
 * allowed). User stores have other texts in that field, too.
 */
export function isMailAddress(address: string | null): address is string {
  return (
    address !== null &&
    address.length <= 254 &&
    /^[^\s\p{C}<>()[\]\\,;:@"]+@[^\s\p{C}<>()[\]\\,;:@"]+$/u.test(address)
  )
}
