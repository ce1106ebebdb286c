-- Records uses, if this is still the server and the memory that the caller knows.
-- KEYS[1] is the mark; each further key is a use. ARGV[1] is the mark's value and ARGV[2] the place
-- that the caller knows; each further argument is the life of a use, in milliseconds.
local function info(section, name)
  return string.match(redis.call('INFO', section), name .. ':([^\r\n]*)') or ''
end

local role = info('replication', 'role')
if role ~= 'master' then
  return { 'role', role }
end
local policy = info('memory', 'maxmemory_policy')
if policy ~= 'noeviction' then
  return { 'policy', policy }
end

-- Another process, a promotion in between, or a key that was driven out: each is another place.
local place = info('server', 'run_id') .. ' ' .. info('replication', 'master_replid') .. ' '
  .. info('stats', 'evicted_keys')
local mark = redis.call('GET', KEYS[1]) or ''
if mark == '' or mark ~= ARGV[1] or place ~= ARGV[2] then
  return { 'other', place, mark }
end

local firsts = { 'ok' }
for at = 2, #KEYS do
  local set = redis.pcall('SET', KEYS[at], '', 'NX', 'PX', ARGV[at + 1])
  if type(set) == 'table' and set.err then
    -- All or nothing.
    for before = 2, at - 1 do
      if firsts[before] == '1' then
        redis.call('DEL', KEYS[before])
      end
    end
    return { 'refused', set.err }
  end
  firsts[at] = set and '1' or '0'
end
return firsts
