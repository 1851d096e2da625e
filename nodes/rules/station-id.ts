export const MAX_STATION_ID = 21;
