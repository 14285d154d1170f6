/** The Management API by its address (RFC 9728 §1.2). A token request may name it so, or by its indicator. */
export const managementAddress = (origin: string): string => `${origin}/api`;
