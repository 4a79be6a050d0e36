"""Small lists of names by sort: what one name may be exchanged for, and what a name is not.

A name that is often something else (Jordan, Washington, Grace, Will) is in no list.
"""

from __future__ import annotations


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.replace("\n", ",").split(",") if name.strip())


COUNTRIES = _listed("""Afghanistan, Albania, Algeria, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan,
Bahrain, Bangladesh, Belarus, Belgium, Bolivia, Brazil, Bulgaria, Cambodia, Cameroon, Canada, Chile, China, Colombia,
Costa Rica, Croatia, Cuba, Cyprus, Denmark, Ecuador, Egypt, El Salvador, Estonia, Ethiopia, Finland, France, Germany,
Ghana, Greece, Guatemala, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy,
Jamaica, Japan, Kazakhstan, Kenya, Kuwait, Laos, Latvia, Lebanon, Libya, Lithuania, Malaysia, Mexico, Moldova,
Mongolia, Morocco, Mozambique, Myanmar, Nepal, New Zealand, Nicaragua, Nigeria, North Korea, Norway, Oman, Pakistan,
Panama, Paraguay, Peru, Poland, Portugal, Qatar, Romania, Russia, Rwanda, Saudi Arabia, Senegal, Serbia, Slovakia,
Slovenia, Somalia, South Africa, South Korea, Spain, Sri Lanka, Sudan, Sweden, Switzerland, Syria, Taiwan, Tanzania,
Thailand, Tunisia, Turkey, Uganda, Ukraine, Uruguay, Uzbekistan, Venezuela, Vietnam, Yemen, Zambia, Zimbabwe""")

NATIONALITIES = _listed("""Afghan, Albanian, Algerian, Argentine, Armenian, Australian, Austrian, Bangladeshi,
Belgian, Bolivian, Brazilian, British, Bulgarian, Cambodian, Canadian, Chilean, Chinese, Colombian, Croatian, Cuban,
Danish, Dutch, Ecuadorian, Egyptian, Ethiopian, Finnish, French, German, Ghanaian, Greek, Guatemalan, Haitian,
Honduran, Hungarian, Icelandic, Indian, Indonesian, Iranian, Iraqi, Irish, Israeli, Italian, Jamaican, Japanese,
Kenyan, Lebanese, Libyan, Malaysian, Mexican, Mongolian, Moroccan, Nepalese, Nigerian, North Korean, Norwegian,
Pakistani, Peruvian, Polish, Portuguese, Romanian, Russian, Saudi, Scottish, Serbian, Somali, South African,
South Korean, Spanish, Swedish, Swiss, Syrian, Taiwanese, Thai, Tunisian, Turkish, Ukrainian, Venezuelan,
Vietnamese, Welsh""")

PEOPLES = _listed("""Afghans, Americans, Argentines, Australians, Austrians, Belgians, Brazilians, Canadians, Chileans,
Colombians, Cubans, Egyptians, Ethiopians, Germans, Greeks, Haitians, Hondurans, Hungarians, Indians, Indonesians,
Iranians, Iraqis, Israelis, Italians, Kenyans, Libyans, Mexicans, Nigerians, Norwegians, Pakistanis, Palestinians,
Peruvians, Romanians, Russians, Serbs, Somalis, South Koreans, Syrians, Tunisians, Turks, Ukrainians, Venezuelans""")

STATES = _listed("""Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Georgia,
Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan,
Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina,
North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas,
Utah, Vermont, Virginia, West Virginia, Wisconsin, Wyoming""")

CITIES = _listed("""Amsterdam, Athens, Baghdad, Bangkok, Barcelona, Beijing, Berlin, Brussels, Budapest, Cairo,
Cape Town, Copenhagen, Delhi, Dubai, Dublin, Edinburgh, Frankfurt, Geneva, Glasgow, Helsinki, Hong Kong, Istanbul,
Jakarta, Jerusalem, Johannesburg, Kabul, Karachi, Kyiv, Lagos, Lisbon, Liverpool, London, Madrid, Manila, Melbourne,
Milan, Montreal, Moscow, Mumbai, Munich, Nairobi, Oslo, Paris, Prague, Rio de Janeiro, Rome, Seoul, Shanghai, Singapore,
Stockholm, Tehran, Tel Aviv, Tokyo, Toronto, Vancouver, Vienna, Warsaw, Wuhan, Zurich""")

US_CITIES = _listed("""Albuquerque, Anchorage, Atlanta, Baltimore, Boston, Buffalo, Chicago, Cincinnati, Cleveland,
Columbus, Dallas, Denver, Detroit, El Paso, Fort Worth, Fresno, Honolulu, Houston, Indianapolis, Jacksonville,
Kansas City, Las Vegas, Los Angeles, Louisville, Memphis, Miami, Milwaukee, Minneapolis, Nashville, New Orleans,
Oakland, Oklahoma City, Omaha, Orlando, Philadelphia, Phoenix, Pittsburgh, Portland, Sacramento, Salt Lake City,
San Antonio, San Diego, San Francisco, San Jose, Seattle, St. Louis, Tampa, Tucson, Tulsa""")

GROUPS = tuple(
    _listed(names)
    for names in (
        "United States, United Kingdom, Philippines, Netherlands, United Arab Emirates, Dominican Republic",
        "Africa, Asia, Europe, North America, South America, Antarctica",
        "Mercury, Venus, Mars, Jupiter, Saturn, Neptune",
        "Christmas, Thanksgiving, Easter, Halloween, New Year's Eve, Labor Day, Memorial Day, Valentine's Day",
        "Apple, Google, Microsoft, Amazon, Intel, IBM, Samsung, Oracle, Nvidia, Huawei",
        "Facebook, Twitter, Instagram, TikTok, Snapchat, YouTube, Reddit, LinkedIn, Pinterest",
        "Netflix, Hulu, Disney, Paramount, HBO, Peacock",
        "Walmart, Costco, Target, Best Buy, Kroger, Home Depot, Walgreens, CVS",
        "Starbucks, Taco Bell, Burger King, Chipotle, Subway, Dunkin', KFC",
        "American Airlines, United Airlines, Southwest Airlines, Delta Air Lines, Alaska Airlines, Frontier Airlines",
        "Ford, General Motors, Toyota, Honda, Tesla, Volkswagen, BMW, Nissan, Hyundai, Volvo",
        "Pfizer, Moderna, AstraZeneca, Novavax, Johnson & Johnson, Merck, Eli Lilly",
        "JPMorgan, Goldman Sachs, Morgan Stanley, Citigroup, Wells Fargo, Bank of America",
        "FBI, CIA, CDC, FDA, EPA, NASA, IRS, NSA, DEA, TSA, FAA, FEMA, FCC, NTSB, OSHA, NIH",
        "NATO, WHO, IMF, UNICEF, OPEC, UNESCO, WTO",
        "European Union, United Nations, World Bank, African Union, Red Cross, Arab League",
        "White House, Pentagon, Supreme Court, State Department, Justice Department, Treasury Department",
        "NFL, NBA, MLB, NHL, NCAA, MLS, WNBA",
        "CNN, NBC, ABC, CBS, MSNBC, Fox News, NPR",
        "New York Times, Washington Post, Associated Press, Wall Street Journal, Los Angeles Times",
        "Harvard, Yale, Princeton, Stanford, Oxford, Cambridge",
        "Medicare, Medicaid, Social Security",
        "Democrats, Republicans",
        "U.S., U.K.",
        "US, UK",
        "Taliban, Hamas, Hezbollah, Boko Haram, al-Shabab",
        "Wimbledon, U.S. Open, French Open, Australian Open",
        "Chiefs, Packers, Cowboys, Steelers, Patriots, Eagles, Ravens, 49ers, Broncos, Seahawks, Bills, Bengals, Rams",
        "Lakers, Celtics, Warriors, Bulls, Knicks, Nets, Clippers, Raptors, Bucks, Mavericks, Spurs, Nuggets",
        "Yankees, Red Sox, Dodgers, Cubs, Astros, Mets, Braves, Phillies, Padres, Orioles, Brewers",
    )
)

GROUPED = frozenset(name for group in GROUPS for name in group)

MEN = _listed("""Aaron, Adam, Ahmed, Alan, Albert, Alejandro, Alex, Andrew, Anthony, Antonio, Arthur, Barack, Ben,
Benjamin, Bernie, Bob, Boris, Brad, Brandon, Brett, Brian, Bruce, Bryan, Carl, Carlos, Chad, Charles, Charlie, Chris,
Christopher, Craig, Dan, Daniel, Dave, David, Dennis, Derek, Donald, Doug, Douglas, Ed, Edward, Elon, Emmanuel, Eric,
Francisco, Fred, Gary, Gavin, Geoffrey, George, Gerald, Greg, Gregory, Harry, Harvey, Henry, Howard, Jacob, Jake,
James, Jamie, Jared, Jason, Jay, Jeff, Jeffrey, Jeremy, Jerry, Jim, Jimmy, Joe, John, Johnny, Jon, Jonathan, Jose,
Joseph, Josh, Joshua, Juan, Justin, Keith, Ken, Kenneth, Kevin, Kyle, Larry, Lawrence, Lewis, Louis, Luis, Luke,
Marcus, Mario, Mark, Martin, Matt, Matthew, Michael, Miguel, Mike, Mitch, Mohammed, Nathan, Neil, Nicholas, Nick,
Novak, Oliver, Oscar, Patrick, Paul, Pedro, Peter, Phil, Philip, Rafael, Ralph, Randy, Raymond, Richard, Rick, Robert,
Rodney, Roger, Ron, Ronald, Roy, Russell, Ryan, Sam, Samuel, Scott, Sean, Sergei, Shane, Simon, Stephen, Steve, Steven,
Ted, Terry, Thomas, Tim, Timothy, Todd, Tom, Tony, Travis, Victor, Vincent, Vladimir, Volodymyr, Walter, Wayne,
William, Xavier, Zach""")

WOMEN = _listed("""Abigail, Alexandria, Alice, Alicia, Alison, Allison, Amanda, Amber, Amy, Andrea, Angela, Ann, Anna,
Anne, Annie, Ashley, Barbara, Betty, Beth, Brenda, Brittney, Britney, Caroline, Carol, Catherine, Cheryl, Christina,
Christine, Cindy, Claire, Courtney, Crystal, Cynthia, Danielle, Deborah, Debra, Denise, Diana, Diane, Donna, Elena,
Elizabeth, Ellen, Emily, Emma, Erica, Erin, Eva, Fiona, Gabrielle, Gina, Gloria, Gretchen, Hannah, Heather, Helen,
Hillary, Ivanka, Jacinda, Jane, Janet, Jennifer, Jessica, Jill, Joan, Joanna, Judith, Judy, Julia, Julie, Kamala,
Karen, Kate, Katherine, Kathleen, Kathy, Katie, Kelly, Kim, Kimberly, Kristen, Kristi, Laura, Lauren, Leah, Linda,
Lisa, Liz, Lori, Lucy, Margaret, Maria, Marie, Martha, Mary, Megan, Meghan, Melania, Melissa, Michelle, Monica, Nancy,
Naomi, Natalie, Nicole, Nikki, Olivia, Pamela, Patricia, Rachel, Rebecca, Rosa, Ruth, Samantha, Sandra, Sara, Sarah,
Serena, Sharon, Simone, Sonia, Sophia, Stacey, Stephanie, Susan, Tammy, Taylor, Teresa, Theresa, Tina, Vanessa,
Victoria, Wendy, Whitney""")

NO_SURNAME = frozenset(
    _listed("""Academy, Act, Airport, Arena, Association, Avenue, Award, Awards, Bank, Bay, Beach,
Bowl, Boulevard, Bridge, Building, Cathedral, Center, Centre, Championship, Christmas, Church, City, Clinic, College,
Community, Company, Corporation, Council, County, Court, Creek, Cup, Day, Department, District, Division, Dome, Drive,
East, Elementary, Falls, Field, Force, Forest, Foundation, Fund, Game, Games, Garden, Gardens, Group, Hall, Health,
Heights, High, Highway, Hospital, Hotel, House, Inc, Initiative, Institute, International, Island, Islands, Jail, Jr,
Junior, Lake, Law, League, Library, Magazine, Mall, Medical, Memorial, Mountain, Museum, National, North, Open, Park,
Parkway, Pass, Place, Plaza, Point, Police, Post, Prison, Prize, Regional, Report, Republic, River, Road, School,
Senior, Series, Show, South, Speedway, Springs, Square, Stadium, State, States, Station, Street, Theater, Theatre,
Times, Today, Tower, Town, Trophy, University, Valley, Village, West, Winter, Woods, World, Day, Year, Who, That, Said,
English, Spanish, American, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, Super, Live, Up, Out,
How, Chronicle, Herald, Tribune, Journal, Gazette, News, Reserve, Commission, Bureau, Agency, Committee, Congress,
Administration, Fire, Electric""")
)

TITLES = frozenset(
    _listed("""President, Sen., Gov., Rep., Reps., Sens., Dr., Mr., Mrs., Ms., Judge, Secretary, General,
Mayor, Chief, Senator, Governor, Justice, Coach, Officer, Sgt., Capt., Lt., Gen., Prof., Professor, Chancellor,
Minister, Rev., Detective, Sheriff, Deputy, Director, Leader, Speaker, Ambassador, Commissioner, Representative, Sir,
Congressman, Congresswoman, Col., Maj., Chairman, Chairwoman, Premier""")
)

MONTHS = _listed("""January, February, March, April, May, June, July, August, September, October, November, December""")
SHORT_MONTHS = _listed("Jan., Feb., March, April, May, June, July, Aug., Sept., Oct., Nov., Dec.")
WEEKDAYS = _listed("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")

OPENERS = frozenset(
    _listed("""A, About, After, Again, All, Almost, Although, Among, An, And, Another, Approximately,
Around, As, At, Because, Before, Both, But, By, Despite, During, Each, Even, Every, For, From, Given, He, Her, His,
However, I, If, In, It, Its, Just, Last, Like, Many, More, Most, Nearly, Of, On, Once, Only, Or, Our, Out, Over,
Roughly, She, Since, So, Some, Than, That, The, Their, Then, There, These, They, This, Those, Though, Through, To,
Under, Until, Up, We, When, While, With, Within, Without, Yet, You, Today, Yesterday, Still, Also, What, Where, Which,
Who, Why, How, Across, Along, Amid, Against, Between, Beyond, Following, Including, Into, Near, Not, Now, Per, Toward,
Unlike, Upon""")
)
"""Words that begin a sentence with a capital letter and are no part of a name."""
