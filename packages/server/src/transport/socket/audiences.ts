/** The audiences of Socket.IO that connections are put into. */
export const roomAudience = (chatRoomId: string): string => `room:${chatRoomId}`
export const userAudience = (userId: string): string => `user:${userId}`
/** The user's connections that want notifications. */
export const inboxAudience = (userId: string): string => `inbox:${userId}`
