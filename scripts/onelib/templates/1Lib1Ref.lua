-- What a start template of onelib can say by itself, without the bot: whether its end template is on the page, and
-- whether the bot has been away.  Nothing here is shown as it is: only the names of states, and a day.
local p = {}

-- Extension tags in which nothing is a template.
local HIDDEN = {
	ce = true, chem = true, graph = true, hiero = true, includeonly = true, math = true, nowiki = true, pre = true,
	score = true, source = true, syntaxhighlight = true, templatedata = true, timeline = true
}
-- So many other templates of a page are asked whether they are redirects to those that are sought.
local MOST = 50
-- A character that no title can have.
local GAP = '\127'

-- The text without what readers do not see, and without what is no wikitext.
local function seen( text )
	local lower, never, kept, at = text:lower(), {}, {}, 1
	while true do
		local from = text:find( '<', at, true )
		if not from then
			break
		end
		local stop, instead = from, '<'
		if text:sub( from, from + 3 ) == '<!--' then
			local _, last = text:find( '-->', from + 4, true )
			stop, instead = last or #text, ''
		else
			local tag, attributes, opened = lower:match( '^<(%a+)([^<>]*)>()', from )
			if tag and HIDDEN[tag] and attributes:sub( -1 ) ~= '/' and not never[tag] then
				local _, last = lower:find( '</' .. tag .. '%s*>', opened )
				if last or tag == 'includeonly' then
					stop, instead = last or #text, GAP
				else
					never[tag] = true
				end
			end
		end
		kept[#kept + 1] = text:sub( at, from - 1 ) .. instead
		at = stop + 1
	end
	kept[#kept + 1] = text:sub( at )
	return table.concat( kept )
end

-- The templates of a text, in their order: those that stand by themselves, and those that stand in another one.
local function templates( text )
	local stack, outer, inner, at = {}, {}, {}, 1
	while true do
		local from, _, brace = text:find( '([{}])%1', at )
		if not from then
			return outer, inner
		end
		local _, to = text:find( '^' .. brace .. '+', from )
		local run = to - from + 1
		if brace == '{' then
			stack[#stack + 1] = { at = from, left = run }
		else
			while run >= 2 and #stack > 0 do
				local top = stack[#stack]
				local braces = math.min( run, top.left, 3 )
				top.left = top.left - braces
				run = run - braces
				local start = top.at + top.left
				while #outer > 0 and outer[#outer].from > start do
					inner[#inner + 1] = table.remove( outer )
				end
				if braces == 2 then
					local name, after = text:match( '^([^|{}]*)(.)', start + 2 )
					outer[#outer + 1] = { name = after == '{' and GAP or name, from = start, to = to - run }
				else
					-- A parameter: what stands in it stands in something.
					outer[#outer + 1] = { name = GAP, from = start, to = to - run }
				end
				if top.left < 2 then
					stack[#stack] = nil
				end
			end
		end
		at = to + 1
	end
end

-- Says of the names of templates whether they are the start, the end, or neither; redirects on demand.
local function knower( name )
	local known, asked = {}, 0
	local function kind( title )
		if title and title.namespace == 10 then
			return title.text == name and 'start' or title.text == name .. ' end' and 'end' or nil
		end
	end
	return function( written, redirects )
		local entry = known[written]
		if not entry then
			entry = { title = mw.title.new( mw.text.trim( written ), 10 ) }
			entry.kind = kind( entry.title )
			known[written] = entry
		end
		if redirects and entry.title and not entry.kind and not entry.asked and asked < MOST then
			entry.asked, asked = true, asked + 1
			local target = entry.title.redirectTarget
			entry.kind = target and kind( target ) or nil
		end
		return entry.kind, entry.title
	end, function()
		return asked == MOST
	end
end

-- How the templates of a page pair up: 'none', 'broken', 'waiting' if nothing stands in any block, 'paired'.
local function verdict( text, outer, inner, kind, redirects )
	local opened, found, filled
	for _, template in ipairs( inner ) do
		if kind( template.name, redirects ) then
			return 'broken'
		end
	end
	for _, template in ipairs( outer ) do
		local what = kind( template.name, redirects )
		if what then
			if ( what == 'start' ) == ( opened ~= nil ) then
				return 'broken'
			end
			if opened and text:sub( opened.to + 1, template.from - 1 ):find( '%S' ) then
				filled = true
			end
			opened, found = what == 'start' and template or nil, true
		end
	end
	return opened and 'broken' or not found and 'none' or filled and 'paired' or 'waiting'
end

-- Whether a block may have come from another page, or by another template.
local function brought( templates, kind )
	for _, template in ipairs( templates ) do
		local _, title = kind( template.name )
		-- {{/Subpage}}
		if mw.text.trim( template.name ):find( '^%.*/' ) then
			return true
		elseif title and title.text ~= '' then
			local content = title.namespace == 10 and title:getContent() or ''
			if title.namespace ~= 10 or content:find( '1Lib1Ref', 1, true ) then
				return true
			end
		end
	end
	return false
end

-- How a block stands on the page that is looked at, by the text that is saved:
-- 'broken'   a start or an end template is missing, or one stands in another template
-- 'waiting'  the bot has not been here yet
-- 'writing'  somebody is just putting it there, so that nobody can know yet
-- ''         there is nothing to say
function p.state( frame )
	local text = seen( mw.title.getCurrentTitle():getContent() or '' )
	local outer, inner = templates( text )
	local kind, exhausted = knower( frame.args[1] )
	local found = verdict( text, outer, inner, kind )
	if found == 'broken' or found == 'none' then
		found = verdict( text, outer, inner, kind, true )
	end
	if found == 'paired' or found == 'waiting' then
		return found == 'waiting' and found or ''
	end
	-- Who previews a page sees what would be saved beside what is.
	if frame:preprocess( '{{REVISIONID}}' ) == '' then
		return 'writing'
	end
	if exhausted() then
		return ''
	end
	if found == 'none' then
		return brought( outer, kind ) and '' or brought( inner, kind ) and '' or 'writing'
	end
	return found
end

-- The day on which the bot looked last at the lists of this wiki, like 2027-01-31, if that is more than two days ago;
-- whatever else stands on the page for it counts for nothing.
function p.silent( frame )
	local title = mw.title.new( frame.args[1] )
	local written = ( title and title:getContent() or '' ):match( '^%d%d%d%d%-%d%d%-%d%d' ) or ''
	local function noon( day )
		local year, month, of_month = day:match( '(%d+)%-(%d+)%-(%d+)' )
		return year and os.time{ year = year, month = month, day = of_month, hour = 12 }
	end
	local then_ = noon( written )
	if not then_ or os.date( '%Y-%m-%d', then_ ) ~= written then
		return ''
	end
	-- Not os.date(): only these words keep the wiki from showing for weeks what it has made of the page today.
	local today = frame:preprocess( '{{CURRENTYEAR}}-{{CURRENTMONTH}}-{{CURRENTDAY2}}' )
	local days = ( noon( today ) - then_ ) / 86400
	return days > 2.5 and written or ''
end

return p
