import { z } from 'zod'

export const roles = ['user', 'admin', 'superadmin'] as const
export const requirements = ['off', 'optional', 'required'] as const
/** How a code is entered. */
export const codeFactors = ['totp', 'recovery-code', 'email-code'] as const
export const factors = ['password', ...codeFactors, 'trusted-device'] as const
export const authenticatorKinds = ['app', 'hardware'] as const
export const algorithms = ['SHA1', 'SHA256', 'SHA512'] as const
/** State of a user's second factor; `required`: it is required but not set up. */
export const secondFactorStates = ['enabled', 'disabled', 'pending', 'required', 'not-enrolled'] as const
/** Filters of the list of users. */
export const userFilters = [...secondFactorStates, 'locked'] as const

export type SecondFactorState = (typeof secondFactorStates)[number]
export type CodeFactor = (typeof codeFactors)[number]

export const role = z.enum(roles)
export const time = z.iso.datetime()
export const shortText = z.string().min(1).max(320)
export const typedPassword = z.string().min(1).max(1024)
export const typedCode = z.string().min(1).max(64)
export const opaque = z.string().min(1).max(1024)
export const nonce = z.string().min(1).max(256)
/** A customer of one PBX, such as a domain of FusionPBX. */
export const tenant = z.string().min(1).max(255)
export const userKey = z.string().min(3).max(512)
/** In the style of RFC 8176; `otp` and `mfa` are set only by Ringlock. */
export const vouchedMethod = z.string().regex(/^(?!(otp|mfa)$)[a-z][a-z0-9_-]{0,15}$/)
export const nothing = z.strictObject({})
