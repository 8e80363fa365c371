"""English stock of terms and conditions: general sections, sections by kind of service, and positions.

The format is read by `clauses.parse_stock`:

- `== key: Title / Other title` opens a section; `kind/name` keys belong to one kind of service.
- `-` starts a clause, `~` another wording of the clause above, `+` a clause that only later versions have.
- In the positions each clause is one wording of the same legal position; its first sentence says it all,
  because that sentence is what a decision quotes.
"""

TITLES = {
    "news": ("Terms of Use", "Reader Terms", "Terms and Conditions"),
    "marketplace": ("Marketplace Terms", "Terms of Service", "User Agreement"),
    "open_data": ("Terms of Use and Data Licence", "Conditions of Reuse"),
    "api": ("Terms of Service", "Platform Terms", "Developer Terms"),
    "forum": ("Community Terms", "Terms of Service", "Forum Rules and Terms"),
    "statistics": ("Terms of Use", "Conditions of Use", "Copyright and Reuse"),
    "repository": ("Repository Policies and Terms of Use", "Terms of Use"),
    "media": ("Terms of Service", "Listener and Viewer Terms", "Terms of Use"),
    "travel": ("Website Terms", "Terms and Conditions of Use", "Terms of Service"),
    "health": ("Terms of Use", "Website Terms and Medical Notice"),
    "jobs": ("Terms of Service", "Terms for Candidates and Employers"),
    "real_estate": ("Terms of Use", "Terms and Conditions", "Portal Terms"),
}

GENERAL = """
== about: About these terms / Scope and acceptance / Who we are and what these terms cover
- {service} is operated by {name}, {city}. In these terms "we" and "us" mean {name}, and "you" means anyone
  who visits or uses {site}.
~ These terms are a contract between you and {name}, {city}, the operator of {service}. They apply to
  {site}, to its subdomains and to every page or feed that links to them.
~ This document sets out the conditions on which {name} ({city}) makes {service} available at {site}. It
  applies whether you come as a guest, as a registered user or on behalf of an organisation.
- By using {service} you accept these terms. If you do not accept them, please do not use it.
~ You accept these terms when you first use {service}, and again whenever you register for one of its
  services.
~ Continued use of {service} counts as acceptance. If you act for a company or a public body, you confirm that
  you are entitled to bind it.
- Some parts of {service} have rules of their own. Where those rules and these terms differ, the special rules
  apply to that part only.
~ Additional terms apply to some services and to partner pages. They are shown before you take part and
  prevail over this document where the two conflict.
- You must be at least {age} years old to use {service}. Anyone younger needs the consent of a parent or
  guardian, who is then bound by these terms as well.
~ {service} is meant for people aged {age} or over. We close accounts of younger users as soon as we learn of
  them.
- We may offer these terms in several languages. The English text is the binding one; translations are
  provided for convenience.
+ Headings are there to help you find your way and do not affect what a clause means.

== accounts: Your account / Registration / Accounts and passwords
- Some features need an account. You must give correct details when you register and keep them up to date.
~ To register you need a valid e-mail address and a name under which we can reach you. One person may hold one
  account unless we agree otherwise.
- Keep your password to yourself. You are responsible for what is done through your account until you tell us
  that someone else has gained access to it.
~ You must protect your sign-in details and turn on two-step verification where we offer it. Tell us at
  {email} without delay if you suspect that an account has been misused.
- Accounts are personal. They must not be sold, lent or shared with people outside your household or your
  organisation.
~ You may not transfer your account to another person, nor use an account that belongs to someone else.
- We may ask you to confirm your identity before we change an e-mail address, pay out money or release a
  locked account.
- You can delete your account at any time in the settings. Invoices and records that the law requires us to
  keep are deleted when the retention period has ended.
~ You may close your account whenever you like, either in the settings or by writing to {email}. We complete
  the request within {notice} days.
+ Accounts that have not been used for 24 months may be deleted after two reminders by e-mail.

== user_content: What you publish / Your contributions / Content that you upload
- You keep the rights in what you upload. You grant us a non-exclusive, worldwide licence to store, display
  and distribute it as far as running {service} requires.
~ Whatever you post remains yours. So that we can show it to others, you give us a non-exclusive, royalty-free
  licence for as long as the contribution is online.
- You may only upload material that you made yourself or have permission to publish. On request you must show
  us where that permission comes from.
~ Before you post somebody else's text, photograph or recording, you need their permission. If a third party
  makes a claim against us because of your contribution, you bear the reasonable cost of dealing with it.
- We do not check contributions before they appear. If you believe that one of them is unlawful, write to
  {email} with its address and the reason; we answer within {notice} days.
~ Anyone can report a contribution with the link beside it. We look at each report, inform both sides of the
  outcome and name the rule on which it rests.
- We may remove contributions that break these terms, shorten them or hide them while a complaint is open. The
  author is told why and may object within {complaint} days.
~ Contributions that are insulting, misleading or irrelevant to the page they stand on may be removed. We give
  a reason unless the law forbids it.
+ Contributions made with the help of text or image generators must be marked as such.

== conduct: Acceptable use / Rules of use / What we expect of you
- You must not use {service} to break the law, to harass others or to spread content that is fraudulent or
  discriminatory.
~ Use {service} fairly: no unlawful content, no threats, no impersonation and no advertising that looks like
  something else.
- You must not interfere with the technical operation of {service}, introduce malicious code, or try to reach
  areas, systems or data that are not meant for you.
~ Any attempt to overload, probe or circumvent our security measures is forbidden. If you find a weakness,
  report it to {email}; we do not pursue researchers who act in good faith.
- You must not give a false impression of who you are or of your relationship with us.
~ It is not permitted to pretend to be one of our employees, another user or a public authority.
- If we have good reason to believe that you have broken this section, we may warn you, limit features or
  close your access, starting with the mildest measure that is likely to work.
~ We answer breaches of these rules in proportion: first a warning, then a temporary limit, and closure of the
  account only for serious or repeated cases.
+ Frames that display our pages under another name or address are not allowed.

== ip: Intellectual property / Copyright and trade marks / Rights in the service
- {service}, its texts, images, software and databases are protected by copyright and related rights, which
  belong to us or to those who license them to us.
~ All rights in the design, the text and the database of {service} are held by {name} or its licensors.
  Nothing in these terms transfers ownership to you.
- The names and logos shown on {site} are trade marks. You may use them to refer to {service}, but not in a
  way that suggests that we endorse you.
~ You may mention our name to describe where something comes from. Logos may only be used with our agreement.
- Notices about authorship and rights must not be removed or altered.
~ Any copy that you are allowed to make must keep the copyright notice and the name of the author.
- If you hold rights in something that appears on {service} without your consent, write to {email}. We need
  the address of the page, proof of your right and a way to contact you.
~ Rights holders may send notices to {email}. We act on complete notices within {complaint} days and tell the
  person concerned.
+ The maker of the database objects to the extraction of substantial parts as far as the law on databases
  allows.

== privacy: Personal data / Privacy / Data protection
- Our privacy notice describes which personal data we process, why, for how long and what rights you have. It
  is not part of this contract.
~ How we handle personal data is explained in the privacy notice, which is linked at the foot of every page.
- Essential cookies are set so that the service works. Everything else is only set when you have agreed.
~ We measure the use of our pages with a tool that we host ourselves. No profile is passed to advertisers
  unless you have consented.
- Where we process personal data on behalf of an organisation, an agreement on data processing applies in
  addition to these terms.
+ You may ask at any time for a copy of the data that you have provided in a common machine-readable format.

== availability: Availability / Operation and maintenance / Changes to the service
- We work to keep {service} available but do not promise that it will be without interruption or error.
~ {service} is provided as it stands. We plan maintenance for quiet hours and announce longer outages in
  advance where we can.
- We may add, change or withdraw features. If a change takes away something that you have paid for, you may
  cancel and receive the unused share of your payment.
~ Features come and go. Where a paid feature is withdrawn we give at least {notice} days' notice and refund
  what you have not used.
- Links to other websites are offered as information. We have no influence on their content and accept no
  responsibility for it.
~ We link to pages that others run. When we learn that a linked page is unlawful, we remove the link.

== liability: Liability / Limits of our liability / Warranty and liability
- Nothing in these terms excludes liability for death or personal injury caused by negligence, for fraud, or
  for anything else that cannot be excluded by law.
~ We are liable without limit for intent and gross negligence and wherever the law does not allow a limit.
- Otherwise our total liability to you in any twelve months is limited to {cap} or, if more, to what you paid
  us in that time.
~ In all other cases we are only liable for foreseeable damage, and for no more than {cap} per event.
- We are not liable for loss of profit, loss of data that could have been avoided by a backup, or indirect
  damage, unless you are a consumer and the law gives you more.
~ Claims for lost profit and other indirect loss are excluded for business users.
- Information on {service} is compiled with care. It is general in nature, may be out of date and does not
  replace advice on your own situation.
~ We try to keep what we publish correct and current but give no guarantee. Please check important facts with
  a second source.
- If you use {service} in breach of these terms and we suffer a loss, you must make good that loss.
+ Neither side is liable for delay caused by events beyond its reasonable control, such as failure of public
  networks, strikes or acts of authorities.

== termination: Ending this agreement / Suspension and termination / Termination
- You may stop using {service} at any time. Paid contracts run to the end of the period for which you have
  paid.
~ This agreement has no fixed term. Either side may end it with {notice} days' notice in text form.
- We may suspend or end your access at once if you seriously or repeatedly break these terms.
~ If the breach is serious, we may block access without notice. We tell you the reason and how to object.
- Clauses that by their nature should outlast the agreement, such as those on rights, liability and law, stay
  in force.

== changes: Changes to these terms / Amendments / How we change these terms
- We may change these terms when the law, the technology or our service changes. Registered users are told by
  e-mail at least {notice} days in advance.
~ The current version is always at {site}. We announce material changes {notice} days before they take effect
  and keep earlier versions on request.
- If you do not agree with a change you may end the agreement before it takes effect. Using {service} after
  that date means that you accept the new version.
~ A change does not affect what was agreed before it took effect.
+ Earlier versions of this document are available on request and list what changed from one to the next.

== law: Governing law and disputes / Law and jurisdiction / Applicable law
- These terms are governed by {law}. If you are a consumer, mandatory rules of the country in which you live
  continue to protect you.
~ {Law} apply to this agreement, to the exclusion of the United Nations Convention on the International Sale
  of Goods.
- Disputes are heard by {courts}, unless the law prescribes another court.
~ The place of jurisdiction is {city} where both sides are businesses; consumers may also sue at their place
  of residence.
- Please write to {email} first. Most complaints are settled within {complaint} days.
~ Before going to court both sides try to settle the matter by talking to each other for at least {complaint}
  days.
- If one clause is invalid, the others remain in force.
~ Should a clause turn out to be void, the rest of the agreement stands and the statutory rule takes its
  place.

== contact: Contact / How to reach us / Notices
- Questions about these terms: {name}, {city}, {email}.
~ You can reach us by e-mail at {email} or by post at {name}, Legal Department, {city}.
- We answer in English, usually within five working days.
"""

# Sections that only some documents have, whatever the kind of service.
EXTRA = """
== extra/definitions: Definitions / What some words mean
- "Content" means everything that can be read, seen, heard or downloaded on {service}, including data,
  metadata and the arrangement of both.
~ In these terms "content" covers texts, pictures, recordings, records and data, whoever made them.
- "User" is anyone who opens a page of {service}, with or without an account. "Business user" is a user who
  acts in the course of a trade or profession.
- "In writing" includes e-mail, unless a law demands more than that.
~ "Text form" is met by an e-mail; a message in a chat window is not enough.
- "Working days" are the days from Monday to Friday that are not public holidays at our seat.
== extra/complaints: Notices and complaints / Complaints about content / Notice, decision, appeal
- Notices about unlawful content can be sent through the form below each contribution or to {email}. They
  should state the address of the page, the reason and the name of the person who sends the notice.
~ Anybody may tell us about content that breaks the law or these terms. A notice needs a reason that can be
  checked and the exact place of the content.
- We confirm that a notice has arrived, decide without undue delay and inform both the sender and the author.
  The decision says on which facts and which rule it rests and whether software was used to reach it.
- A decision can be challenged free of charge within six months. Complaints are not decided by software alone.
~ Whoever is affected by a decision may complain within six months of it. The complaint is examined by a
  person who did not take the first decision.
- Users who repeatedly send notices that are plainly unfounded may be excluded from sending notices for up to
  {notice} days after a warning.
- Once a year we publish how many notices and complaints we received and how they were decided.
== extra/indemnity: Claims by third parties / Indemnity
- If a third party makes a claim against us because you used {service} in breach of these terms, you must
  support our defence and pay the reasonable cost, unless you are not responsible for the breach.
~ You hold us harmless from claims by third parties that result from your content or from your breach of these
  terms, as far as you are at fault.
- We tell you about such a claim without delay and do not settle it without giving you the opportunity to
  comment.
== extra/general: General provisions / Miscellaneous
- You may not transfer rights from this agreement without our consent. We may transfer the agreement to a
  company that takes over {service}; you may then end it within {notice} days.
~ We may assign this agreement within our group. Any other assignment, by either side, needs the consent of
  the other.
- If we do not enforce a right at once, that is not a waiver of it.
- These terms contain everything that has been agreed about the use of {service}. There are no oral side
  agreements.
~ Anything that differs from these terms must be agreed in text form; that includes changes to this sentence.
- You must not use {service} where export controls or sanctions that apply to us forbid it.
+ Headings and summaries in boxes are not part of the agreement.
== extra/advertising: Advertising and partners / Advertisements
- Parts of {service} are paid for by advertising. Advertisements are marked, and we do not let advertisers
  decide on content.
~ Advertisements and sponsored places are labelled as such. Who paid for them is shown on request.
- We have no influence on offers of third parties that are advertised on our pages. Contracts on them are made
  with the advertiser.
- Some links earn us a commission. It does not change the price that you pay.
~ If you buy something through a marked link, the seller may pay us a share. This has no effect on the order
  of results.
== extra/security: Security and fair load / Technical rules
- Connections must use current encryption. We switch off outdated protocols with {notice} days' notice.
~ We accept encrypted connections only and may close those that use methods regarded as unsafe.
- Measures that protect {service} from overload and misuse, such as limits, tokens and puzzles, must not be
  bypassed.
- If a fault on your side affects {service}, you must put it right without delay after we have told you about
  it.
~ Devices and programs that disturb the operation may be disconnected until the fault has been found.
- Researchers who report a weakness to {email} and give us {complaint} days to fix it have nothing to fear
  from us.
"""

KINDS = """
== news/reading: Reading and subscribing / Subscriptions / Free and paid articles
- A number of articles can be read free of charge each month. After that you need a subscription, which gives
  access to the website, the apps and the digital edition of the printed paper.
~ Articles marked with a key are reserved for subscribers. All other articles are free and paid for by
  advertising.
- A subscription renews for the same period unless it is cancelled before the end of the current one.
  Introductory prices apply once per household.
~ Monthly subscriptions can be cancelled at any time with effect from the end of the month; annual ones with
  {notice} days' notice.
- Access is for one person. Organisations that want to give access to staff, students or library users need a
  group licence.
~ Subscriptions are for private reading. Press reviews, intranets and libraries are served through our
  syndication desk.
- Up to ten articles a month may be passed on with the share function. The person who receives the link can
  read the article for {complaint} days.
+ Subscribers may read our podcasts' transcripts and the archive back to 1998.

== news/editorial: Editorial content and corrections / How we work
- Our journalists are independent of advertisers and owners. Advertising and paid partnerships are marked as
  such.
~ The editorial team decides alone what is published. Paid content is labelled "advertisement" or "partner
  content".
- We correct errors openly: a corrected article carries a note at its foot that says what was changed and
  when.
~ If you find a mistake, write to {email}. Substantial corrections are listed in the corrections column and
  noted in the article itself.
- Market prices, sports results and weather data come from agencies. They are for information and may be
  delayed by fifteen minutes or more.
+ Summaries that were produced with the help of software are checked by an editor and marked.

== news/comments: Reader comments / Letters and comments
- Comments are open for 48 hours below most articles and are read by a moderator before they appear.
~ You may comment under your real name or a pseudonym. Moderators remove contributions that are off topic,
  abusive or advertising.
- By sending a letter to the editor you agree that we may shorten it and print it with your name and place of
  residence.

== marketplace/role: Our role / What the marketplace does
- {service} is a marketplace. We bring buyers and sellers together; the contract of sale is made between them
  and not with us.
~ Offers on {service} are made by independent sellers. We are not the seller unless an offer says that it is
  sold and shipped by {name}.
- Sellers are shown as businesses or as private persons. Consumers have no right of withdrawal against private
  sellers.
~ Each offer says whether the seller acts as a business. It is the seller who is responsible for that
  statement.
- The order of search results depends on relevance, price including delivery, rating of the seller and whether
  the offer is promoted. Promoted offers are marked.
~ We rank offers by how well they match the search, by delivery time and by the seller's record. Sellers may
  pay for placement, which is shown beside the offer.
+ Sellers who trade as businesses must publish a name, an address and a registration number before they can
  list.

== marketplace/buying: Buying and paying / Orders and payments
- An order becomes binding when the seller accepts it or dispatches the goods, whichever is earlier.
~ By clicking "Buy now" you make a binding offer, which the seller may accept within three working days.
- Payments are handled by a licensed payment provider. We hold the money until the buyer confirms receipt or
  {complaint} days have passed without complaint.
~ The purchase price is held by our payment partner and paid out {complaint} days after delivery, unless the
  buyer opens a case.
- If the goods do not arrive or differ substantially from the description, the buyer may open a case within 30
  days. We decide on the documents that both sides provide.
~ Buyer protection covers orders of up to {cap} that were paid through {service}. Cash payments and collection
  in person are not covered.

== marketplace/selling: Selling / Fees and rules for sellers
- Sellers pay a commission on the selling price including delivery. The current rates are on the fees page and
  are changed with {notice} days' notice.
~ Listing is free for private persons. Businesses pay a monthly fee and a commission, both shown in the
  seller's account.
- Goods that are illegal, recalled, counterfeit or on our list of excluded goods must not be offered.
~ Sellers must be able to show invoices for branded goods. Listings without proof are taken down.
- Contact details, links and attachments that lead buyers away from {service} are not allowed in listings or
  messages.
+ A seller may download the data of their own listings and sales at any time.

== open_data/catalogue: The catalogue / About the data
- {service} publishes data sets that public bodies and partners have released for reuse. Each data set has a
  page with its publisher, its licence, its date and a contact.
~ The catalogue lists open data sets together with their metadata. The metadata themselves may be reused
  without any condition.
- Data sets are offered as files for download and, where marked, through a programming interface. Large files
  are also offered as monthly snapshots.
~ We recommend the bulk files for anything that needs more than a few thousand records; they are rebuilt every
  night.
- Publishers are responsible for their data. We check formats and metadata but do not alter figures.
~ Errors in a data set are corrected by its publisher. The change log of the data set says what was corrected.
- Data sets may be withdrawn when they turn out to contain personal data or rights of third parties. We then
  publish a notice in place of the file.
+ A data set is marked as archived when its publisher no longer maintains it; archived files stay online for
  ten years.

== open_data/quality: Updates and quality / Fitness for use
- The update frequency stated on a data set is a target. It is not a promise that new figures appear on a
  certain day.
~ Figures are published as soon as they are available and may be revised. Provisional figures carry the letter
  p.
- Coordinates, addresses and boundaries are approximate unless the data set says otherwise and are no basis
  for legal decisions on property.
~ The data are not suited to navigation, emergency services or other uses on which lives depend.

== api/service: The service / What you can do with the platform
- {service} offers a hosted application and a programming interface. Which functions you can use depends on
  the plan that you have chosen.
~ The platform consists of the console, the programming interface and the client libraries. The documentation
  describes each function and its limits and is part of this agreement.
- The free plan is for trial and for small projects. It comes without support and may be limited when the
  platform is busy.
~ Trial accounts end after {notice} days. Data in a trial account are deleted {complaint} days later unless
  you move to a paid plan.
- Client libraries are open source. Their licences, not these terms, govern the use of their code.
- Data that you send to the platform stay yours. We process them to provide the service and for nothing else.
~ You own your input and the results that the platform returns for it. We do not look at them except to solve
  a problem that you have reported or where the law requires it.
+ Regions: customers on the business plan may choose that their data stay within the European Economic Area.

== api/fees: Plans, fees and credits / Fees and payment
- Fees are charged monthly in advance for the plan and in arrears for usage beyond it. Prices are exclusive of
  tax.
~ Usage is measured per request. Invoices are sent on the first working day of the month and are due within 14
  days.
- We may change prices with {notice} days' notice. You may cancel before the change takes effect.
~ Price increases are announced at least {notice} days ahead and never apply to a period already paid for.
- If an invoice is overdue by more than {complaint} days, we may suspend access until it is paid.

== api/support: Support and service levels / Support
- Support is given by e-mail on working days. Business plans include a response time of four hours for faults
  that stop production.
~ The target availability is 99.5 per cent a month, measured at our edge and without announced maintenance.
- Credits for missed targets are set off against the next invoice and are the only remedy for them.
+ Security notices are sent to the technical contact named in the account.

== forum/community: The community / What this place is for
- {service} is run for people who share an interest, and much of the work is done by volunteers. Be patient
  with newcomers and with moderators.
~ This is a place for questions and answers. Good questions show what you have tried; good answers explain why
  they work.
- Stay on topic, search before you ask, and mark a thread as solved when it is.
~ Write titles that say what the thread is about, put code and logs in code blocks, and do not post the same
  question twice.
- No doxxing: you must not publish another person's address, employer, photograph or private messages without
  their consent.
~ What people tell each other in private messages stays private. Publishing it leads to a permanent ban.
- Commercial posts belong in the market section. Members with fewer than 25 posts may not advertise.
+ Polls and surveys need the agreement of a moderator.

== forum/moderation: Moderation / Moderators and appeals
- Moderators may edit, move, merge or close threads. They say what they did in a note at the foot of the
  thread.
~ Decisions of moderators are logged and visible to the member concerned.
- A member who disagrees with a decision may write to {email} within {complaint} days. The appeal is decided
  by someone who was not involved in it.
~ You may appeal once against a warning or ban. The board of moderators decides within {complaint} days.
- Threads are part of a conversation. We therefore remove an author's name on request but keep the posts that
  others have answered.
~ If you delete your account, your posts remain under the name "former member".

== statistics/publications: Publications and tables / Official statistics
- {service} publishes official statistics, the methods by which they are made and the calendar of releases.
  Figures are released to everyone at the same time.
~ The office publishes results in tables, reports and a database. The release calendar is binding for us and
  is published a year ahead.
- Figures are rounded independently, so that sums may differ from the totals shown. Cells that could identify
  a person or a business are suppressed.
~ Small cells are suppressed or rounded to protect those who gave us their data. It is forbidden to try to
  reverse this protection.
- Revised figures replace the earlier ones. The revision policy says when that happens and how it is
  announced.
~ Provisional results are marked. When a table is revised, the date and the reason are noted above it.
+ Micro-data for research are not covered by these terms and are provided under a separate contract.

== statistics/maps: Maps and geographical data / Third-party material
- Maps contain boundary data of the mapping authority, which may be reused under the conditions stated beside
  them.
~ Some photographs, maps and logos belong to others. They are marked and are not covered by the reuse
  conditions in this document.
- Coats of arms, flags and the office's emblem may not be used without written agreement.

== repository/deposit: Deposit and preservation / Deposited works
- The repository holds theses, articles, data sets and teaching material by members of the university. Authors
  keep their rights and grant the university a non-exclusive right to preserve and publish the work.
~ Works are deposited by their authors or by the library on their behalf. The author confirms that no contract
  with a publisher stands in the way.
- Deposited works are kept for at least twenty years and may be converted into other formats for preservation.
~ Each work receives a permanent identifier. Even when a work is withdrawn, its record stays visible.
- A work under embargo shows its metadata only. The full text is opened on the date given in the record.
- Works are withdrawn for proven plagiarism, breach of law or at the request of the rights holder. Withdrawal
  on other grounds is decided by the library board.
+ New versions of a data set receive an identifier of their own and a link to the earlier one.

== repository/metadata: Metadata and full text / Use of records
- Metadata may be used by anyone for any purpose, except for contact details of persons.
~ The descriptive records are free to use. Please name the repository as their origin and link to the
  identifier.
- Each full text carries the licence that its author chose. Where none is shown, the work may be read, printed
  and quoted within the limits of copyright law.
~ Look at the licence in the record before you reuse a full text. Without a licence statutory exceptions are
  all that applies.
- Records can be collected through the OAI-PMH interface, which supports selective harvesting by date and by
  set.
~ For bulk collection use the OAI-PMH interface; ask us first if you need more than one parallel connection.

== media/streaming: Listening and watching / Streaming
- {service} lets you stream recordings and, with a paid plan, save them for listening offline. Saved files are
  encrypted, can only be played in our apps and expire when the plan ends.
~ You may stream in private and on up to three devices. Public performance, for instance in shops or at
  events, needs a separate licence.
- The catalogue changes. Recordings may disappear when a rights holder withdraws them or a contract ends.
~ We do not promise that a given title stays available. Titles bought outright can be downloaded for {notice}
  days after they leave the catalogue.
- Free listening is paid for by advertising. Blocking or skipping the advertisements by technical means is not
  allowed.
+ Lyrics are shown under licence from their publishers and may not be copied.

== media/creators: Artists and channels / Creators
- Creators confirm that they hold all rights in what they upload, including those of performers and producers.
~ If you upload a cover version, a sample or a remix, you need the permission of the rights holders before you
  publish.
- Revenue is shared as set out in the creator agreement. Plays that were produced artificially do not count
  and are deducted.
~ Payments are made monthly once {cap} is reached. Artificial plays lead to deduction and, if repeated, to
  closure of the channel.
- Rights holders can have recordings checked by comparing acoustic fingerprints. Disputes over a match are
  decided by a person.

== travel/booking: Searching and booking / Bookings
- {service} compares offers of hotels, airlines, railways and agencies. The contract is made with the provider
  whose name is shown before you book.
~ We arrange bookings. Your contract partner for the trip is the provider named in the confirmation, whose
  conditions also apply.
- Prices include taxes and compulsory charges as far as the provider tells us about them. Local charges such
  as a visitor's tax may be payable on the spot.
~ Prices are checked again with the provider at the moment of booking. If the price has risen, you are asked
  before anything is charged.
- Cancellations follow the conditions of the provider. Our fee for arranging the booking is not refunded
  unless the provider cancels.
~ You can cancel through your account until the time stated in the confirmation. Refunds are made to the
  original means of payment within 14 days.
- You are responsible for passports, visas and vaccinations. Information on them on our pages is general and
  may have changed.
+ Package tours are marked as such and come with insolvency protection.

== travel/reviews: Ratings and reviews / Reviews
- Reviews are written by guests who have completed a booking. We publish them unchanged unless they break the
  law or name third parties.
~ A review can be left within 60 days after the trip. Providers may reply publicly but cannot have a review
  removed merely because it is unfavourable.
- The overall rating is the mean of all ratings in the last 36 months. Older ratings are shown but not
  counted.

== health/notice: Medical notice / No medical advice
- The articles on {service} are written to inform. They do not replace examination, diagnosis or treatment by
  a doctor, and you should not start or stop a medicine because of them.
~ {service} explains conditions, tests and medicines in general terms. Only a professional who knows you can
  advise you.
- In an emergency call the emergency number of your country. Messages sent through {service} are not monitored
  around the clock.
~ Do not use {service} in an emergency. Call an ambulance or go to the nearest emergency department.
- Each article names its authors, the date of the last review and the sources on which it rests. Articles are
  reviewed every two years at least.
~ Texts are written by medical editors and checked by a specialist. The date of review is given at the foot of
  the article.
+ Advertising for prescription medicines is not accepted.

== health/tools: Calculators and symptom checker / Tools and forums
- Calculators and questionnaires give a rough orientation. Their results depend on what you enter and may be
  wrong for children, in pregnancy and with chronic illness.
~ The symptom checker is not a medical device. It lists possible causes by how common they are and cannot rule
  anything out.
- What you enter in a tool stays in your browser unless you choose to save it in your account.
~ Health data that you store in your account are encrypted and are never used for advertising.

== jobs/listings: Job listings / Advertisements
- Employers may only advertise positions that exist and are vacant. Each listing must name the employer, the
  place of work and the kind of contract.
~ Listings that ask applicants for money, that recruit for multi-level schemes or that serve only to collect
  CVs are removed.
- A listing is online for 30 days and may be renewed once free of charge.
~ Listings run for the period booked. Employers must take them down as soon as the position has been filled.
- Listings must not discriminate. Salary ranges are shown where the law requires it and recommended elsewhere.
+ Listings gathered from employers' own websites are marked and link to the original.

== jobs/candidates: Candidates / Applications and profiles
- Your profile is visible to employers only if you release it. You may exclude individual companies, for
  example your present employer.
~ Candidates decide who sees their profile. Employers pay for contact and may use profiles only to fill a
  position.
- Applications are passed to the employer, who is responsible for what happens to them afterwards. We keep a
  copy for six months so that you can look it up.
~ We forward applications without change. Whether and when an employer answers is outside our control.
- Employers must delete applicants' data when the procedure has ended, at the latest after six months.

== real_estate/listings: Property listings / Offers on the portal
- Listings come from owners, agents and developers, who are responsible for them. We do not inspect properties
  and are not a party to a sale or a tenancy.
~ {service} is a portal for advertisements. Contracts about a property are made between the advertiser and the
  person who is interested.
- A listing must state the price or rent, the floor area, the energy rating and any commission. Exact
  addresses are shown if the advertiser agrees.
~ Every listing needs at least one current photograph of the property itself. Computer images of planned
  buildings must be marked.
- Listings of properties that have been sold or let must be withdrawn within three working days.
+ Duplicate listings of one property by several agents are shown together.

== real_estate/valuations: Valuations and market data / Estimates
- The estimates of value shown on {service} are calculated from asking prices and public records. They are no
  expert opinion and no basis for lending.
~ Price estimates come from a statistical model. The range that is shown contains the later price in about
  eight cases out of ten.
- Market reports and price maps may be quoted in the press with the name of the source and the date.
~ You may print price maps and reports for your own decision on a purchase. Any other use needs our consent.
- Enquiries to advertisers are passed on with your name and contact details. You must not send the same
  enquiry in bulk.
"""

POSITIONS = """
== scraping.prohibited
- You must not use robots, spiders, scrapers or other automated means to access, copy or monitor any part of
  {service}. This applies whether or not the content can be reached without signing in.
- The systematic or automated extraction of content or data from {site}, in whole or in part, is forbidden. It
  makes no difference which tool is used, how often it runs or whether the result is published.
- Automated queries, screen scraping and the harvesting of listings, prices or user details are not permitted.
- You agree not to collect content from {service} with any program or script that has not been provided by us.
  Ordinary browsers and assistive technology are not affected.
== scraping.permission
- Automated access to {service} is only permitted with our prior written consent. Requests for permission,
  with the purpose, the pages concerned and the expected volume, are answered at {email}.
- Nobody may crawl, scrape or mirror {site} without a written licence from {name}. Licences are granted for a
  fee and for a stated purpose; please write to {email}.
- Without our express permission in writing you may not use automated tools to read, index or copy our pages.
  We respond to requests within {complaint} days.
== scraping.rate
- Automated retrieval of public pages is permitted up to {rate} requests per minute per network address. The
  program must name itself and a contact address in its user agent and must stop when it receives the status
  429.
- Programs may read the public part of {site} as long as they send no more than {rate} requests per minute.
  Faster access slows the service for everyone and is blocked without notice.
- You may collect publicly available pages by automated means at a rate of at most {rate} requests per minute,
  outside the member area. Please prefer the night hours in our time zone.
== scraping.allowed
- You may access the public pages of {service} by automated means, provided that this does not impair its
  operation. No registration is needed for this.
- Automated reading and downloading of the published content is welcome. If you plan to fetch very many files,
  tell us at {email} so that we can point you to a faster way.
- Public pages may be crawled and copied by software agents for any lawful purpose. We ask operators to
  identify themselves in the user agent.
== scraping.vague
- Automated use of {service} beyond what is customary is not welcome and may be restricted. What is customary
  depends on the circumstances.
- We reserve the right to regard unusually intensive use, by whatever means, as a breach of these terms. There
  is no fixed limit.
- The service is intended to be used by people, and other forms of use should be agreed with us where
  appropriate. We decide on this case by case.
== crawling.search_only
- Search engines may index our pages for the sole purpose of pointing their users to them. Copies kept for any
  other purpose are not covered by this permission.
- Operators of public search engines may crawl {site} to build a searchable index, but not to build caches or
  archives of it. Previews may show the headline and up to 200 characters.
== crawling.robots
- Crawlers must obey the instructions in our robots.txt file. A crawler that ignores them has no permission to
  access the service.
- The file robots.txt states which parts may be visited by crawlers and forms part of these terms. It may
  change at any time and must be read at least once a day.
== ai_training.prohibited
- You must not use any content of {service} to train, test or improve machine learning or artificial
  intelligence systems. This includes the creation of data sets for that purpose and the generation of
  embeddings.
- The use of our content for the development of artificial intelligence, including large language models, is
  prohibited. We expressly reserve all rights to text and data mining.
- No part of {service} may be collected, stored or processed in order to train a model that produces text,
  images or sound. This reservation is made in machine-readable form as well.
- Text and data mining of {site} for the training of generative models is expressly reserved to {name}. The
  reservation applies irrespective of what robots.txt says.
== ai_training.licence
- Use of our content for the training of artificial intelligence requires a separate licence. Licences are
  available from {email}; the fee depends on the volume and the use.
- Content of {service} may be used to train machine learning models only under a written agreement with
  {name}. Agreements with several providers exist, and we are open to further ones.
== ai_training.allowed
- You may use the content of {service} to train and evaluate machine learning models, including commercial
  ones. Please state in the documentation of the model that our data were used.
- Training of statistical and machine learning models on the published data is permitted. The conditions for
  naming the source apply to data sets that are passed on, not to models.
== ai_training.vague
- The use of our content by artificial intelligence may require consent in certain cases. Further information
  will be published in due course.
- We take the view that new technical uses of our content are not automatically covered by existing
  permissions.
== llm_use.prohibited
- Our articles must not be fed into chatbots, assistants or similar services that reproduce or summarise them
  for third parties. Personal use of an assistant built into your browser is not affected.
- It is forbidden to make content of {service} available through retrieval systems that answer questions with
  the help of language models.
== llm_use.conditional
- Assistants based on language models may quote up to 50 words from a page if they name {service} and link to
  that page. Longer quotations need our consent.
- Answers generated with the help of our content must name {service} as the source and link to the page used.
  They must not give the impression that we have checked them.
== llm_use.allowed
- Language models and assistants may read, summarise and quote our public pages. A link is appreciated but not
  required.
== commercial.prohibited
- You may use the content for personal, non-commercial purposes only. Use in the course of a business counts
  as commercial even if no fee is charged.
- Commercial use of any content of {service} is not permitted. If you are unsure whether your use is
  commercial, ask us.
- The content is provided for private use and may not be used for commercial gain. Teaching in public schools
  is regarded as private use.
== commercial.conditional
- Commercial use of the content requires a paid plan or a separate agreement. Free accounts are limited to
  private and educational use.
- You may use our content commercially if you have obtained a licence from our sales team beforehand. Prices
  are published on the licensing page.
== commercial.allowed
- The content may be used for any purpose, including commercial ones. No fee is payable.
- Commercial and non-commercial users have the same rights under these terms.
== resale.prohibited
- You must not sell, sublicense or rent data obtained from {service} to third parties. Charging for access to
  a service that mainly consists of our data counts as a sale.
- Reselling content of {service}, on its own or as part of a larger product, is not allowed.
== derivative.allowed
- You may adapt, translate and combine the content with other material. Changes must be marked so that nobody
  takes them for the original.
- You may copy extracts of the content and build on them in your own work. The extract must be recognisable as
  such.
== derivative.prohibited
- You must not adapt, translate or combine the content with other material. This does not restrict quotations
  that the law allows.
- You must not copy extracts of the content or build on them in your own work. Statutory exceptions remain
  unaffected.
== attribution.required
- Whenever you reproduce our content you must name the source as "{attribution}" and link to the original
  page.
- Reuse requires acknowledgement in the form "{attribution}", placed where readers will see it. Altered
  content must carry a note that it was altered.
- Please cite as follows: "{attribution}". The citation is a condition of reuse, not a mere request.
== licence.cc_by
- Unless marked otherwise, content is available under the Creative Commons Attribution 4.0 International
  licence. You may share and adapt it for any purpose as long as you give credit, link to the licence and say
  what you changed.
- The data are licensed under Creative Commons Attribution 4.0 International (CC BY 4.0). The credit line is
  "{attribution}".
== licence.cc_by_nc
- Unless marked otherwise, content is available under the Creative Commons Attribution-NonCommercial 4.0
  International licence. For commercial uses please contact {email}.
- The data are licensed under Creative Commons Attribution-NonCommercial 4.0 International (CC BY-NC 4.0). The
  credit line is "{attribution}".
== licence.cc0
- To the extent possible under law, we have waived all rights in the data under the CC0 1.0 public domain
  dedication. You may copy, change and distribute them, even commercially, without asking for permission.
- The published data are in the public domain and may be used without any restriction. We are glad to be named
  as the source but do not require it.
== storage.conditional
- Copies of our data may be kept for no longer than {retention} and must then be deleted or fetched again.
- You may cache responses for up to {retention} in order to reduce the load on our systems. Permanent storage
  is not permitted.
== storage.prohibited
- You must not store our data beyond the session in which you retrieved them. Automatic caches of browsers are
  excepted.
== processing.allowed
- Researchers at universities and public institutions may analyse the content by automated means for
  non-commercial research. Copies made for that purpose must be kept secure and must not be passed on.
- You may analyse the content in order to find patterns, trends and correlations. Results of such an analysis
  belong to you.
== geo.conditional
- {service} is intended for users in {countries} and may only be accessed from there. We do not claim that its
  content may lawfully be used elsewhere.
- Certain content may be used in {countries} only, because our licensors have not granted us wider rights.
== time.conditional
- Content may be displayed for no more than 90 days after its publication. Older items must be removed from
  your product.
== api.allowed
- Registered users may access the data through our programming interface at up to {rate} requests per minute.
  The key is personal and must not be passed on or embedded in public code.
- We provide a programming interface that may be used by anyone who has requested a key. The limit is {rate}
  requests per minute unless your plan says otherwise.
- Access through the API is free of charge for up to {rate} requests per minute. Higher limits are available
  on request.
== api.required
- Automated access is permitted exclusively through our programming interface and within {rate} requests per
  minute. Reading the web pages by program in place of the interface is a breach of these terms.
- Whoever wants to process our data by program must use the API and the key issued for it. The limit is {rate}
  requests per minute per key.
== api.paid
- The programming interface is available to customers with a data contract only. The contract sets the volume,
  the fields and the fee; the technical limit is {rate} requests per minute.
"""

POSITION_SECTIONS = """
== access: Automated access and data mining / Automated access / Robots, crawlers and text and data mining
- We may block network addresses or user agents from which these rules are broken. We do not need to give
  notice of this.
~ We observe the load on our servers and may slow down or block programs that break these rules.
== reuse: Using our content / Reuse of content / Licence and permitted use
- You may read, print and save single pages for your own use. Anything beyond that needs a permission, be it
  by law, by these terms or by a separate licence.
~ These terms give you a simple right to use the content, which cannot be transferred. All uses that are not
  mentioned are reserved.
~ The following rules say what may be done with the content that we publish. They do not limit statutory
  exceptions such as the right to quote.
- Photographs and agency material are often licensed to us for our own pages only. They are not covered by any
  permission in this section.
~ Material by third parties is marked with the name of the rights holder, from whom permission must be sought.
== api: Programming interface / API terms / Developer access
- Keys must be kept secret. We may withdraw a key that has been published or that causes errors on a large
  scale.
~ Every application needs a key of its own. Splitting one application over several keys in order to raise the
  limit is not allowed.
- We change the interface with {notice} days' notice. Old versions are kept running for six months after a new
  one appears.
~ The interface is documented at {site}/docs. Fields marked as experimental may change at any time.
- Your application must handle errors properly: after the status 429 or 503 it must wait at least as long as
  the header Retry-After says.
"""
